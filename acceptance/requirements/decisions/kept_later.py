"""Decisions and messages after some time: what was decided stays as it was told, and nothing comes a second time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from acceptance.checks import inconclusive
from acceptance.outcome import Cause
from acceptance.platform.answers import Answer
from acceptance.requirements.service import flows
from acceptance.requirements.service.flows import Listener
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.customers import Customer, varied_figures
from acceptance.suite import Suite

CUSTOMERS = 5
WORDS = ("credit_score", "risk_level")


@dataclass(frozen=True)
class Decided:
    """Customers, the answers that each was scored with in order, and the customer of each request sent as an event."""

    customers: Sequence[Customer]
    answers: Sequence[tuple[Customer, Answer]]
    requests: dict[str, Customer]


def decide(suite: Suite, listener: Listener, answers: int, events: int) -> Decided:
    """Scores several customers by turns with different figures, by request and by event.

    Raises:
        Inconclusive: a score was not given, or a result did not arrive.
    """
    customers = [suite.customer() for _ in range(CUSTOMERS)]
    scored = []
    for number, figures in enumerate(varied_figures(suite.product, answers, seed=61)):
        customer = customers[number % len(customers)]
        answer = suite.score(customer, **figures.words())
        if not answer.succeeded:
            inconclusive(f"a customer was not scored (status {answer.status})", Cause.PLATFORM)
        scored.append((customer, answer))
    by_events = [suite.customer() for _ in range(CUSTOMERS)]
    requests = flows.send_requests(suite, by_events, events)
    if len({one.words["correlation"] for one in listener.results({*requests}, suite.limits.event_s)}) < events:
        inconclusive("not every scoring request had a result in time", Cause.PLATFORM)
    return Decided([*customers, *by_events], scored, requests)


def pass_time(listener: Listener, seconds: float) -> None:
    """Time passes, while results are read along."""
    listener.while_doing(lambda: time.sleep(seconds))


def changed(suite: Suite, decided: Decided) -> list[str]:
    """Results that say something else now than when they were given, at any replica, in words."""
    found = []
    with connections_to_all(suite) as replicas:
        for number, (_, given) in enumerate(decided.answers):
            for replica in replicas:
                now = replica.try_("read_result", request_id=given.words["request_id"])
                other = [word for word in WORDS if not now.succeeded or now.words[word] != given.words[word]]
                found += [f"decision {number + 1}: {', '.join(other)}"] if other else []
    return found


def newest_changed(suite: Suite, decided: Decided) -> list[str]:
    """Customers whose newest decision is not the last one that was given, in words.

    Raises:
        NotAssessed: the profile does not say how it is read.
    """
    last = {customer.customer_id: given for customer, given in decided.answers}
    suite.platform.operations.require("read_decision", *WORDS)
    found = []
    for number, (customer_id, given) in enumerate(last.items()):
        now = suite.platform.operations.try_("read_decision", customer_id=customer_id)
        other = [word for word in WORDS if not now.succeeded or now.words[word] != given.words[word]]
        found += [f"customer {number + 1}: {', '.join(other)}"] if other else []
    return found


def counted(suite: Suite, listener: Listener, decided: Decided) -> dict[str, int]:
    """How many results each request has that does not have one, and how many nobody asked for, by what they are."""
    customer = next(iter(decided.requests.values()))
    seen = listener.until_after(customer, suite.limits.event_s)
    later = {one.correlation for one in listener.later}
    counts = Counter(str(result.words["correlation"]) for result in seen)
    wrong = {f"request {number + 1}": counts[one] for number, one in enumerate(decided.requests) if counts[one] != 1}
    if suite.platform.events.names_customers("scoring_result"):
        ours = {one.customer_id for one in decided.requests.values()}
        mine = [result for result in seen if result.words["customer_id"] in ours]
        unasked = [one for one in mine if str(one.words["correlation"]) not in {*decided.requests, *later}]
        wrong |= {"results nobody asked for": len(unasked) - 1} if len(unasked) > 1 else {}
    return wrong


def told_otherwise(suite: Suite, listener: Listener, decided: Decided) -> list[str]:
    """Results that arrived and say something else than the platform says of them now, in words."""
    found = []
    for result in listener.results({*decided.requests}, 0):
        now = suite.platform.operations.try_("read_result", request_id=result.words["correlation"])
        # Where results have numbers of their own the platform knows none by that of the request.
        if now.succeeded and (now.words["credit_score"], now.words["risk_level"]) != result.decided:
            found.append("a result is read otherwise than it was sent")
    return found


def messages(suite: Suite, decided: Decided) -> list[str]:
    """Which message each customer of a request sent as an event has more than once, in words.

    Raises:
        NotAssessed: the profile does not say where messages are seen.
    """
    found = []
    for number, customer in enumerate(dict.fromkeys(one.customer_id for one in decided.requests.values())):
        about = Counter(flows.messages_about(suite, next(c for c in decided.customers if c.customer_id == customer)))
        found += [f"customer {number + 1} has one message {count} times" for count in about.values() if count > 1]
    return found
