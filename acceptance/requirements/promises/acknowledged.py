"""Requests under numbers of their own, asked while something is broken: each that was acknowledged exists once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.platform.access import Unreachable
from acceptance.platform.operations import Operations
from acceptance.requirements.decisions.decisions import is_score
from acceptance.subjects.customers import Customer, varied_figures
from acceptance.suite import Suite

OPERATION = "score_under_a_number"
ASKERS = 6
PAUSE_S = 0.06
AGAIN_AFTER_S = 0.25
FEWEST = 459
"""With so many, a loss of one in a hundred is found with 99 %."""
CUSTOMERS = 12


@dataclass
class Numbered:
    """What each number came to. A request that gets no answer is repeated under its number, as a careful client does.

    Attributes:
        scores: number -> the score that was acknowledged.
        owners: number -> whose request it is.
        repeated: the numbers that were sent more than once.
    """

    owners: dict[str, Customer] = field(default_factory=dict)
    scores: dict[str, Any] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)
    broken: list[BaseException] = field(default_factory=list)


@contextmanager
def asked_meanwhile(suite: Suite) -> Iterator[Numbered]:
    """Requests all the time inside this context; at its end those without an answer are repeated until they have one.

    Raises:
        NotAssessed: requests cannot have numbers of their own here, or be looked up by them.
    """
    for operation, word in ((OPERATION, "credit_score"), ("read_result", "credit_score")):
        suite.platform.operations.require(operation, word)
    customers = [suite.customer(figures) for figures in varied_figures(suite.product, CUSTOMERS, seed=91)]
    found, over = Numbered(), threading.Event()
    threads = [
        threading.Thread(target=_ask, args=(suite, customers[place::ASKERS], found, over), daemon=True)
        for place in range(ASKERS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if found.broken:
        raise found.broken[0]


def _ask(suite: Suite, customers: Sequence[Customer], found: Numbered, over: threading.Event) -> None:
    with closing(suite.platform.another_api_client()) as client:
        operations = suite.platform.operations_over(client)
        asked = 0
        try:
            while not over.is_set():
                number, customer = str(uuid4()), customers[asked % len(customers)]
                found.owners[number] = customer
                _until_acknowledged(suite, operations, number, found, over)
                asked += 1
                over.wait(PAUSE_S)
        except BaseException as error:  # noqa: BLE001 - raised by whoever waits for this thread
            found.broken.append(error)


def _until_acknowledged(
    suite: Suite, operations: Operations, number: str, found: Numbered, over: threading.Event
) -> None:
    """Asks until there is a score; once all is over, for the recovery time at most."""
    given_up: float | None = None
    words = {**found.owners[number].words(), "request_id": number}
    while given_up is None or time.monotonic() < given_up:
        if over.is_set() and given_up is None:
            given_up = time.monotonic() + suite.limits.recovery_s
        try:
            answer = operations.try_(OPERATION, **words)
        except Unreachable:
            answer = None
        if answer is not None and answer.succeeded:
            found.scores[number] = answer.words["credit_score"]
            return
        found.repeated.add(number)
        time.sleep(AGAIN_AFTER_S)


def require_enough(found: Numbered) -> None:
    """Refuses to say anything of too few.

    Raises:
        Inconclusive
    """
    if len(found.scores) < FEWEST:
        inconclusive(f"only {len(found.scores)} requests were acknowledged; {FEWEST} are needed to say anything")


def lost_or_changed(suite: Suite, found: Numbered) -> list[str]:
    """Acknowledged scores that the platform does not have, or not as they were, or that were none."""
    faults = []
    for number, score in found.scores.items():
        kept = suite.platform.operations.try_("read_result", request_id=number)
        if not is_score(suite, score):
            faults.append(f"{number} was acknowledged with {score!r}, which is no score")
        elif not kept.succeeded:
            faults.append(f"{number} was acknowledged and is not kept ({kept.status})")
        elif kept.words["credit_score"] != score:
            faults.append(f"{number} was acknowledged with {score} and is kept with {kept.words['credit_score']}")
    return faults


def unanswered(found: Numbered) -> list[str]:
    """Numbers that never got an answer, also when all was over."""
    return sorted(found.owners.keys() - found.scores.keys())


def differently_scored(found: Numbered) -> list[str]:
    """Customers who got more than one score for the same figures."""
    scores: dict[str, set[Any]] = {}
    for number, score in found.scores.items():
        scores.setdefault(found.owners[number].customer_id, set()).add(score)
    return sorted(customer for customer, several in scores.items() if len(several) > 1)


def times_kept(suite: Suite, found: Numbered) -> Mapping[str, int]:
    """How often the platform has each number that was sent; of those that it has at all.

    Raises:
        NotAssessed: the profile does not say where a customer's results can be read.
    """
    owners = {customer.customer_id for customer in found.owners.values()}
    kept: Counter[str] = Counter()
    for owner in sorted(owners):
        rows = suite.platform.populations.read("results_of_customer", customer_id=owner)
        kept.update(str(row["request_id"]) for row in rows)
    return kept
