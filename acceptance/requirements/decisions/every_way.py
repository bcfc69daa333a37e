"""One decision about a customer by each way in, at every replica: what was told of it, and what is kept of it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.patience import Wait
from acceptance.platform.operations import Operations
from acceptance.platform.told import Told
from acceptance.profile.product import Product
from acceptance.requirements.customers import basis
from acceptance.requirements.decisions.decisions import Decision, decision
from acceptance.requirements.service.flows import Listener, Sent, send, send_request_from_stored_figures
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.customers import Customer, Figures, varied_figures
from acceptance.suite import REGISTER, Suite

WITH_FIGURES = "a request with figures"
UNDER_A_NUMBER = "a request under a number"
FROM_STORED = "a request from stored figures"
REQUESTS = {WITH_FIGURES: "score", UNDER_A_NUMBER: "score_under_a_number", FROM_STORED: "score_from_stored_figures"}
"""Ways of asking for a decision -> the operation of the profile."""
RECORD = "a customer record"
EVENTS: Mapping[str, tuple[str, Callable[[Suite, Customer], Sent]]] = {
    RECORD: ("customer_record", lambda suite, customer: send(suite, "customer record", customer)),
    "a scoring request by event": ("scoring_request", lambda suite, customer: send(suite, "scoring request", customer)),
    "a scoring request by event from stored figures": (
        "scoring_request_from_stored_figures",
        send_request_from_stored_figures,
    ),
}
"""Events that lead to a decision -> the message of the profile, and what sends it."""
OF_STORED_FIGURES = (FROM_STORED, "a scoring request by event from stored figures")
CUSTOMERS = 2
LOOK_S = 0.1
"""Between two looks for what is kept of an event."""


@dataclass(frozen=True)
class Decided:
    """A decision as it was told.

    Attributes:
        way: by which way in, and at which connection.
        decision: what was told; of Nones where nothing was decided.
        request_id: the number under which the decision is kept; None where it is kept under none, or under several.
        number: the caller's own number, where it had one.
    """

    way: str
    customer: Customer
    decision: Decision
    request_id: str | None
    number: str | None = None

    @property
    def outcome(self) -> tuple[Any, Any]:
        """Score and level of risk."""
        return self.decision.score, self.decision.level

    @property
    def version(self) -> Any:
        """The version of the model, None where it is not told."""
        return self.decision.model[1]


def offered(suite: Suite) -> list[str]:
    """The ways in that this platform offers.

    Raises:
        NotAssessed: fewer than two, so that there is nothing to compare.
    """
    events = [way for way, (message, _) in EVENTS.items() if _event_possible(suite, message)]
    found = [way for way, name in REQUESTS.items() if suite.platform.operations.possible(name) is None] + events
    if RECORD not in found and not suite.platform.operations.offers(REGISTER):
        found = [way for way in found if way not in OF_STORED_FIGURES]  # nothing is ever stored
    if WITH_FIGURES not in found or len(found) < 2:
        raise NotAssessed("the profile binds only one way of asking for a decision", Cause.BINDING)
    return found


def _event_possible(suite: Suite, message: str) -> bool:
    try:
        suite.platform.events.require_message(message)
        suite.platform.events.require_received("scoring_result", "credit_score")
    except NotAssessed:
        return False
    return True


def listener(suite: Suite) -> Listener | None:
    """Somebody who waits for the results of events; nobody where no event leads to a decision."""
    return Listener(suite) if any(way in EVENTS for way in offered(suite)) else None


def different_customers(suite: Suite, count: int = CUSTOMERS) -> list[Customer]:
    """Customers of different figures: some from weak to strong, and as many with rare ones."""
    ordinary = varied_figures(suite.product, count, seed=57)
    return [suite.customer(figures) for figures in (*ordinary, *spread_figures(suite, count))]


def by_every_way(suite: Suite, waiting: Listener | None, customers: Sequence[Customer]) -> list[Decided]:
    """Decides about each customer by every way in, each way of asking at every replica; events first.

    A way by which nothing was decided has a decision of Nones.
    """
    ways = offered(suite)
    found = [one for way in EVENTS if way in ways and waiting for one in _by_event(suite, waiting, way, customers)]
    with connections_to_all(suite) as replicas:
        found += _at_each(replicas, ways, customers)
    return found


def _at_each(replicas: Sequence[Operations], ways: Sequence[str], customers: Sequence[Customer]) -> list[Decided]:
    """Each customer at every replica before the next one: a connection that is left alone too long may be another's."""
    return [
        one
        for customer in customers
        for number, replica in enumerate(replicas, 1)
        for one in _by_requests(replica, number, ways, customer)
    ]


def _by_event(suite: Suite, waiting: Listener, way: str, customers: Sequence[Customer]) -> Iterator[Decided]:
    before = {one.customer_id: kept_of(suite, one) for one in customers}
    sent = {EVENTS[way][1](suite, one).correlation: one for one in customers}
    told = {str(one.words["correlation"]): one.words for one in waiting.results(set(sent), suite.limits.event_s)}
    for correlation, customer in sent.items():
        decided = _told_by_event(told[correlation]) if correlation in told else Decision(None, None, (None, None))
        number = (
            _kept_under(suite, customer, correlation, before[customer.customer_id]) if correlation in told else None
        )
        yield Decided(way, customer, decided, number)


def _told_by_event(words: Told) -> Decision:
    version = words["model_version"] if words.tells("model_version") else None
    return Decision(words["credit_score"], words["risk_level"] if words.tells("risk_level") else None, (None, version))


def _kept_under(suite: Suite, customer: Customer, correlation: str, before: Sequence[str] | None) -> str | None:
    """The number under which the decision of an event is kept, in the time of an event."""
    operations = suite.platform.operations
    operations.require("read_result")
    wait = Wait(suite.limits.event_s)
    while True:
        if operations.try_("read_result", request_id=correlation).succeeded:
            return correlation
        found = set(kept_of(suite, customer) or ()) - set(before or ())
        if found or wait.is_over():
            return found.pop() if len(found) == 1 else None
        time.sleep(LOOK_S)


def kept_of(suite: Suite, customer: Customer) -> list[str] | None:
    """The numbers of all decisions that are kept of a customer; None where nobody lists them."""
    try:
        suite.platform.populations.require("results_of_customer", "request_id")
    except NotAssessed:
        return None
    return basis.results_of(suite, customer)


def _by_requests(replica: Operations, number: int, ways: Sequence[str], customer: Customer) -> Iterator[Decided]:
    for way in (one for one in REQUESTS if one in ways):
        own = str(uuid4()) if way == UNDER_A_NUMBER else None
        answer = replica.try_(REQUESTS[way], **{**customer.words(), "request_id": own})
        kept = str(answer.words["request_id"]) if answer.succeeded else None
        yield Decided(f"{way} at connection {number}", customer, decision(answer), kept, own)


def require_all(decided: Sequence[Decided]) -> None:
    """Refuses to go on where some way led to no decision although nothing was done to the platform.

    Raises:
        Inconclusive: it is so.
    """
    without = sorted({one.way for one in decided if one.decision.score is None})
    if without:
        inconclusive(f"nothing was decided by {', '.join(without)}", Cause.PLATFORM)


def differing(decided: Sequence[Decided]) -> list[str]:
    """Decisions that are others than that on a request with the same figures, in words.

    A way that does not name the level or the model's version is compared by what it tells.
    """
    right = {one.customer: one.decision for one in decided if one.way.startswith(WITH_FIGURES)}
    return [
        f"{one.way} gives {_told(one.decision)}, a request with the same figures {_told(wanted)}"
        for one in decided
        if not _same(one.decision, wanted := right[one.customer])
    ]


def _told(decided: Decision) -> str:
    return f"{decided.score} {decided.level} by version {decided.model[1]}"


def _same(told: Decision, wanted: Decision) -> bool:
    pairs = [(told.level, wanted.level), (told.model[1], wanted.model[1])]
    return told.score == wanted.score and all(None in pair or pair[0] == pair[1] for pair in pairs)


def kept_otherwise(suite: Suite, decided: Sequence[Decided]) -> list[str]:
    """Decisions that cannot be read as they were told, each under a number of its own, in words."""
    found = [f"{one.way} is kept under no number" for one in decided if one.request_id is None]
    numbers = [one.request_id for one in decided if one.request_id is not None]
    found += [f"several decisions are kept under {number}" for number in {*numbers} if numbers.count(number) > 1]
    for one in (one for one in decided if one.request_id is not None):
        read = suite.platform.operations.try_("read_result", request_id=one.request_id)
        told = decision(read)
        if not read.succeeded or not _same(told, one.decision):
            found.append(f"{one.way} was told as {_told(one.decision)}, and is read as {_told(told)} ({read.status})")
    return found


def not_listed(suite: Suite, decided: Sequence[Decided]) -> dict[str, tuple[int, int]]:
    """For each customer of whom other decisions are kept than were told: how many are missing, how many too many.

    Raises:
        NotAssessed: nobody lists what is kept of a customer.
    """
    suite.platform.populations.require("results_of_customer", "request_id")
    found = {}
    for customer in {one.customer.customer_id: one.customer for one in decided}.values():
        told = {one.request_id for one in decided if one.customer == customer}
        kept = set(basis.results_of(suite, customer))
        if told != kept:
            found[customer.customer_id] = (len(told - kept), len(kept - told))
    return found


def many_requests(suite: Suite, customers: Sequence[Customer], count: int) -> list[Decided]:
    """Many decisions about customers of whom nothing is kept yet but their record, by each way of asking, in turn."""
    ways, found = [way for way in offered(suite) if way in REQUESTS], list[Decided]()
    if FROM_STORED in ways and RECORD in offered(suite):
        found += _records_of(suite, customers)
    with connections_to_all(suite) as replicas:
        for number in range(count):
            place = number % len(replicas)
            found += [one for customer in customers for one in _by_requests(replicas[place], place + 1, ways, customer)]
    return found


def _records_of(suite: Suite, customers: Sequence[Customer]) -> list[Decided]:
    waiting = Listener(suite)
    try:
        return list(_by_event(suite, waiting, RECORD, customers))
    finally:
        waiting.close()


def many_figures(suite: Suite, count: int) -> list[Decided]:
    """Decisions about many sets of figures, each at every replica, by the ways that send figures along."""
    suite.platform.operations.require("score")
    ways = [way for way in offered(suite) if way in (WITH_FIGURES, UNDER_A_NUMBER)]
    somebody = suite.customer()
    people = [replace(somebody, figures=figures) for figures in spread_figures(suite, count)]
    found: list[Decided] = []
    with connections_to_all(suite) as replicas:
        found += _at_each(replicas, ways, people)
    return found


def spread_figures(suite: Suite, count: int) -> list[Figures]:
    """Figures over their whole ranges, each by itself: also rare ones, as old and poor. The same each time."""
    chance = random.Random(67)
    return [_rare(suite.product, chance) for _ in range(count)]


def _rare(product: Product, chance: random.Random) -> Figures:
    shares = {name: chance.random() ** (6 if name == "income" else 1) for name in product.figures}
    found = {
        name: one.written(one.least + shares[name] * (one.most - one.least)) for name, one in product.figures.items()
    }
    age, work = product.figures["age"], product.figures["employment_years"]
    since_18 = (found["age"] / age.in_a_year - 18) * work.in_a_year
    return Figures(**{**found, "employment_years": work.written(min(found["employment_years"], since_18))})
