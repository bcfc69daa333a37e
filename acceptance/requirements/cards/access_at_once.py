"""Readings of card numbers, and refused calls, by several at the same moment: each of them has its entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import cycle, islice
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.outcome import Cause
from acceptance.platform.http import HttpClient
from acceptance.platform.operations import Operations
from acceptance.profile.audit import Audit
from acceptance.profile.cards import Cards
from acceptance.requirements.audit.auditing import entries
from acceptance.requirements.cards.access import Access
from acceptance.requirements.cards.keeping import Kept, bound, duty
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

THREADS = 8


def read_at_the_same_moment(suite: Suite, cards: Sequence[Kept], times: int) -> Counter[Access]:
    """Reads numbers as each person by turns, several at a time; returns what has to be in the log.

    Raises:
        Inconclusive: a reading failed, or gave another number.
    """
    accesses = {str(kind): word for kind, word in suite.profile.agreed(Cards).accesses.items()}
    event: str = bound(accesses.get("number"), "what the audit log calls the reading of a number (accesses)")
    service, done = suite.platform.operations.bound("read_card_number").service, Counter[Access]()
    place = suite.profile.require_http_service(service)
    wanted = list(islice(zip(cycle(cards), cycle(duty(suite).people.items()), strict=False), times))

    def read(one: tuple[Kept, tuple[str, str]]) -> bool:
        kept, (identity, _) = one
        with closing(HttpClient(service, place, suite.profile.permissions)) as own:
            asked = Operations(suite.profile, lambda _: own)
            answer = asked.try_("read_card_number", identity=identity, token_of_card=kept.token)
            return bool(answer.words.get("card_number") == kept.number.value)

    with ThreadPoolExecutor(THREADS) as several:
        right = list(several.map(read, wanted))
    if not all(right):
        inconclusive(
            f"{right.count(False)} of {times} readings at the same moment gave not that number", Cause.PLATFORM
        )
    for kept, (_, name) in wanted:
        done[Access(event, kept.token, name, "person", "success")] += 1
    return done


def refused_at_the_same_moment(suite: Suite, customer: Customer, times: int) -> dict[str, int]:
    """Asks for a customer's figures with tokens that nobody was given; the entries about each, by its name."""
    header = suite.profile.agreed(Audit).correlation_header
    names = [suite.nonce().value for _ in range(times)]
    refused = suite.profile.services.scoring_api.no_identity

    def ask(name: str) -> int:
        with closing(suite.platform.another_api_client()) as own:
            asked = suite.platform.operations_over(own)
            how = {header: name}
            answer = asked.try_("read_figures", token=uuid4().hex, headers=how, customer_id=customer.customer_id)
            return answer.status

    with ThreadPoolExecutor(THREADS) as several:
        statuses = list(several.map(ask, names))
    if any(status not in refused for status in statuses):
        inconclusive(f"calls with a wrong token were answered {sorted(set(statuses))}", Cause.PLATFORM)
    return {name: sum(one["correlation"] == name for one in entries(suite, correlation=name)) for name in names}
