"""Whether a customer is really refused: by every way of asking for a score, at every replica, again and again."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from hamcrest import equal_to

from acceptance.checks import check, check_asked_within, inconclusive
from acceptance.outcome import Cause
from acceptance.platform.answers import Answer
from acceptance.platform.operations import Operations
from acceptance.platform.put_off import BUSY as PUT_OFF
from acceptance.platform.put_off import Patience
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

WITH_FIGURES = ("score", "score_under_a_number")
"""The operations that ask for a score of figures that are sent along."""
EVERY_WAY = (*WITH_FIGURES, "score_from_stored_figures")
SCORED, BUSY, REFUSED = "scored", "put off", "not_permitted"


def ways(suite: Suite, wanted: Sequence[str] = EVERY_WAY) -> list[str]:
    """Those of some ways of asking for a score that this platform offers."""
    return [way for way in wanted if suite.platform.operations.possible(way) is None]


def said(answer: Answer) -> str:
    """In one word what an answer to a request says that should be refused."""
    if answer.succeeded:
        return SCORED
    if answer.status in PUT_OFF and not answer.may_be(REFUSED):
        return BUSY
    return str(answer.refused_as(REFUSED))


def asked(
    replicas: Sequence[Operations], customer: Customer, wanted: Sequence[str], rounds: int = 1, busy_s: float = 0
) -> Counter[str]:
    """What every replica says to requests of each way, all replicas at once, and how often each of it is said.

    Args:
        busy_s: how long a request that is put off is put again.
    """
    with ThreadPoolExecutor(len(replicas)) as threads:
        several = threads.map(lambda replica: _asked_one(replica, customer, wanted, rounds, Patience(busy_s)), replicas)
        return sum(several, Counter[str]())


def _asked_one(
    replica: Operations, customer: Customer, wanted: Sequence[str], rounds: int, patience: Patience
) -> Counter[str]:
    def ask(way: str) -> Answer:
        return patience.answer_of(lambda: replica.try_(way, **_words(customer)))

    return Counter(said(ask(way)) for _ in range(rounds) for way in wanted)


def _words(customer: Customer) -> dict[str, Any]:
    return {**customer.words(), "request_id": str(uuid4())}


def in_which_words(suite: Suite, replicas: Sequence[Operations], customer: Customer, rounds: int = 1) -> set[str]:
    """What every replica says to requests of every way that should be refused, without those that are put off.

    Raises:
        Inconclusive: all that were not put off to the end were refused.
    """
    found = set(asked(replicas, customer, ways(suite), rounds, suite.limits.busy_s))
    if BUSY in found and found <= {BUSY, REFUSED}:
        inconclusive("requests that should be refused were put off (429 or 503)", Cause.ENVIRONMENT)
    return found - {BUSY}


def check_refused_in_time(suite: Suite, customer: Customer, ended: float) -> None:
    """Checks that requests are refused by every way, at every replica, at the latest the agreed time after an end.

    Args:
        ended: when the basis was said to have ended, on the monotonic clock.

    Raises:
        Inconclusive: some requests were put off to the end.
    """
    with connections_to_all(suite) as replicas:
        check_asked_within(
            suite.limits.withdrawal_s,
            lambda: in_which_words(suite, replicas, customer),
            equal_to({REFUSED}),
            "how requests are refused",
            since=ended,
        )


def check_each_refused(
    suite: Suite, customer: Customer, at_least: int, wanted: Sequence[str] = EVERY_WAY, over_s: float = 0
) -> None:
    """Checks that many requests are refused one and all. A retry never forgives: one that is let through is enough.

    Of a platform that lets one in a hundred through, 300 requests tell in nineteen of twenty runs (0.99 to the power
    of 300 is 0.05).

    Args:
        at_least: how many requests there are, by all ways and at all replicas together.
        over_s: over how long they are spread, in seconds.

    Raises:
        Violated: one of them was not refused as not permitted.
        Inconclusive: most of them were answered that they are put off (429 or 503).
    """
    offered = ways(suite, wanted)
    with connections_to_all(suite) as replicas:
        rounds = math.ceil(at_least / (len(replicas) * len(offered)))
        counted = _over_time(replicas, customer, offered, rounds, over_s, suite.limits.busy_s)
        many = f"{counted.total()} requests by {len(offered)} ways over {len(replicas)} connections"
    others = {word: count for word, count in counted.items() if word not in (REFUSED, BUSY)}
    check(others, equal_to({}), f"what was not refused as not permitted, of {many}")
    if counted[BUSY] > counted.total() / 2:
        inconclusive(f"of {many} {counted[BUSY]} were put off (429 or 503)", Cause.ENVIRONMENT)


def _over_time(
    replicas: Sequence[Operations],
    customer: Customer,
    offered: Sequence[str],
    rounds: int,
    over_s: float,
    busy_s: float,
) -> Counter[str]:
    """What was said in so many rounds, the last of which begins when the time is over."""
    began = time.monotonic()
    counted: Counter[str] = Counter()
    for number in range(rounds):
        time.sleep(max(0.0, began + over_s * number / max(1, rounds - 1) - time.monotonic()))
        counted += asked(replicas, customer, offered, busy_s=busy_s)
    return counted
