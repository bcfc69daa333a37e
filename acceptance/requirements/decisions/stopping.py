"""A person stops automated decisions: nothing is decided by any way in until they go on, and nothing is lost."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.leftovers import Undoing
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.answers import Answer
from acceptance.platform.operations import Operations
from acceptance.profile.audit import Audit
from acceptance.requirements.audit import auditing
from acceptance.requirements.audit.auditing import Act
from acceptance.requirements.customers.basis import results_of
from acceptance.requirements.customers.refusing import ways
from acceptance.requirements.service.flows import Listener, send
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.customers import Customer, made_up_word, varied_figures
from acceptance.suite import Suite

STOP, RESUME, READ = "stop_decisions", "resume_decisions", "read_stop"
DECIDED = ("credit_score", "risk_level")
"""Whoever is told one of these was decided about."""
CUSTOMERS = 4
EVERY_S = 0.15
"""Between two events, and between two rounds of requests at a replica."""
LASTS_S = 8.0
"""For how long it is looked, from the agreed time on, whether anything is decided."""
FEWEST = 20
"""So many requests of each way, and so many events, must have been refused or held, to say anything."""


@dataclass(frozen=True)
class Asked:
    """One request: by which way, at which connection, when on the monotonic clock, and whether it was decided."""

    way: str
    replica: int
    at_s: float
    decided: bool


@dataclass
class Traffic:
    """Requests by every way at every replica, and events, that go on until `over`.

    Attributes:
        ways: the operations by which each of the customers is scored.
        events: correlation -> whose event it is.
        sent_s: correlation -> when it was sent, on the monotonic clock.
    """

    customers: Sequence[Customer]
    ways: Sequence[str]
    asked: list[Asked] = field(default_factory=list)
    events: dict[str, Customer] = field(default_factory=dict)
    sent_s: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Stopped:
    """A stop, and what came of what was asked for meanwhile.

    Attributes:
        reason: why, as the platform was told.
        begun, done: around the call, on the wall clock.
        undoing: what lets decisions go on.
        closed_s: from when on nothing may be decided any more, on the monotonic clock.
        told: what the platform said of the stop while it was in force; None where it tells nothing.
        results: results that events had come to by then, and at the end.
        kept: results that were kept of the customers by then, and at the end; None where they cannot be counted.
    """

    reason: str
    begun: datetime
    done: datetime
    undoing: Undoing
    closed_s: float
    told: Answer | None
    results: tuple[int, int]
    kept: tuple[int, int] | None


def traffic(suite: Suite, listener: Listener | None) -> Traffic:
    """Fictitious customers of whom each is scored now, by which ways.

    Raises:
        NotAssessed: decisions cannot be stopped here, or it is not permitted to this run.
        Inconclusive: one of them was not scored although nothing was stopped.
    """
    for operation in (STOP, RESUME, "score"):
        suite.platform.operations.require(operation)
    found = [suite.customer(figures) for figures in varied_figures(suite.product, CUSTOMERS, seed=14)]
    if listener is not None and suite.platform.events.offers("customer_record"):
        # So that the platform has figures of its own to score them by.
        records = {send(suite, "customer record", one).correlation for one in found}
        listener.results(records, suite.limits.event_s)
    offered = [
        way for way in ways(suite) if all(_decides(suite.platform.operations, way, customer) for customer in found)
    ]
    if "score" not in offered:
        inconclusive("a customer was not scored before anything was stopped", Cause.PLATFORM)
    return Traffic(found, offered)


def decided(answer: Answer) -> bool:
    """Whether an answer holds a decision: it tells a score or a level."""
    return answer.succeeded and any(answer.words.get(word) is not None for word in DECIDED)


def stopped_meanwhile(suite: Suite, traffic: Traffic, listener: Listener | None) -> Stopped:
    """Stops decisions while requests and events go on, and looks for a while at what is decided all the same."""
    over, reason = threading.Event(), f"acceptance {made_up_word()}"
    with connections_to_all(suite) as replicas, ThreadPoolExecutor(len(replicas) + 1) as threads:
        jobs = [threads.submit(_ask, replica, number, traffic, over) for number, replica in enumerate(replicas)]
        jobs += [threads.submit(_send, suite, traffic, over)] if listener is not None else []
        try:
            _read(listener, 1)
            undoing, begun = suite.owe("operation", RESUME, act=STOP), datetime.now(UTC)
            suite.platform.operations.do(STOP, reason=reason)
            done = datetime.now(UTC)
            _read(listener, suite.limits.stop_s)
            closed_s = time.monotonic()
            _read(listener, suite.limits.settles_s)  # what was decided before may be kept and sent a little later
            before, kept = _results(listener, traffic), _kept(suite, traffic.customers)
            told = suite.platform.operations.do(READ) if suite.platform.operations.possible(READ) is None else None
            _read(listener, LASTS_S)
            after, kept_after = _results(listener, traffic), _kept(suite, traffic.customers)
        finally:
            over.set()
        for job in jobs:
            job.result()
    both = (kept, kept_after) if kept is not None and kept_after is not None else None
    return Stopped(reason, begun, done, undoing, closed_s, told, (before, after), both)


def decided_all_the_same(stopped: Stopped, traffic: Traffic) -> dict[str, int]:
    """What was decided from the agreed time on, by which way; nothing of it may be.

    Raises:
        Inconclusive: too little was asked for to say so.
    """
    late = [one for one in traffic.asked if one.at_s >= stopped.closed_s]
    counted = Counter(one.way for one in late)
    few = {way: counted[way] for way in {one.way for one in traffic.asked} if counted[way] < FEWEST}
    if few or not late:
        inconclusive(f"only {few or 'no'} requests were made while decisions were stopped; {FEWEST} of each are needed")
    if traffic.events and sum(at_s >= stopped.closed_s for at_s in traffic.sent_s.values()) < FEWEST:
        inconclusive(f"fewer than {FEWEST} events were sent while decisions were stopped")
    found = Counter(f"requests by {one.way}" for one in late if one.decided)
    found["results of events"] = stopped.results[1] - stopped.results[0]
    if stopped.kept is not None:
        found["results that are kept"] = stopped.kept[1] - stopped.kept[0]
    return {what: count for what, count in sorted(found.items()) if count}


def scored_again(suite: Suite, traffic: Traffic) -> list[str]:
    """The ways, each at its connection, by which there is no score now."""
    with connections_to_all(suite) as replicas:
        return [
            f"{way} at connection {number}"
            for number, replica in enumerate(replicas, 1)
            for way in traffic.ways
            if not _decides(replica, way, traffic.customers[0])
        ]


def on_record(suite: Suite) -> tuple[Act, Act]:
    """Stops decisions and lets them go on at once, each under a name of its own.

    Raises:
        NotAssessed: the profile does not say what the audit log calls the person, or cannot be asked for entries.
    """
    suite.platform.populations.require("audit_entries", "actor", "time", "correlation")
    named = suite.profile.agreed(Audit).users
    person = suite.platform.operations.bound(STOP).identity or ""
    if person not in named:
        raise NotAssessed(f"the profile does not say what the audit log calls {person!r} (audit.users)", Cause.BINDING)
    undoing = suite.owe("operation", RESUME, act=STOP)
    stopped = auditing.act(suite, STOP, lambda: {"actor": named[person]}, reason=f"acceptance {made_up_word()}")
    resumed = auditing.act(suite, RESUME, lambda: {"actor": named[person]})
    suite.settle(undoing)
    return stopped, resumed


def by_everybody_else(suite: Suite) -> list[Answer]:
    """What whoever has no right to it is told when they try to stop decisions: each identity without it, and nobody."""
    suite.owe("operation", RESUME, act=STOP)
    without = auditing.identities_without(suite, STOP)
    operations, reason = suite.platform.operations, f"acceptance {made_up_word()}"
    return [
        *(operations.try_(STOP, identity=one, reason=reason) for one in ("", *without)),
        operations.try_(STOP, token=uuid4().hex, reason=reason),
    ]


def _ask(replica: Operations, number: int, traffic: Traffic, over: threading.Event) -> None:
    turn = 0
    while not over.is_set():
        customer = traffic.customers[turn % len(traffic.customers)]
        for way in traffic.ways:
            at_s = time.monotonic()
            traffic.asked.append(Asked(way, number, at_s, _decides(replica, way, customer)))
        turn += 1
        over.wait(EVERY_S)


def _decides(replica: Operations, way: str, customer: Customer) -> bool:
    try:
        return decided(replica.try_(way, **{**customer.words(), "request_id": str(uuid4())}))
    except Unreachable:
        return False


def _send(suite: Suite, traffic: Traffic, over: threading.Event) -> None:
    turn = 0
    while not over.is_set():
        customer = traffic.customers[turn % len(traffic.customers)]
        sent = send(suite, "scoring request", customer)
        traffic.events[sent.correlation], traffic.sent_s[sent.correlation] = customer, time.monotonic()
        turn += 1
        over.wait(EVERY_S)


def _read(listener: Listener | None, seconds: float) -> None:
    if listener is None:
        time.sleep(seconds)
    else:
        listener.watch.during(seconds)


def _results(listener: Listener | None, traffic: Traffic) -> int:
    """How many results of its events have come."""
    return len(listener.results(set(traffic.events), 0)) if listener is not None else 0


def _kept(suite: Suite, of: Sequence[Customer]) -> int | None:
    """How many results are kept of some customers; None where nobody tells."""
    try:
        suite.platform.populations.require("results_of_customer")
    except NotAssessed:
        return None
    return sum(len(results_of(suite, one)) for one in of)
