"""A customer's way through the whole platform, so that every place which keeps customers keeps this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hamcrest import greater_than

from acceptance.checks import check_within, inconclusive
from acceptance.outcome import Cause
from acceptance.platform.bindings import Answer
from acceptance.requirements.service.flows import Listener, Result, Sent, messages_about, send
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import Customer, singular_income, usual
from acceptance.suite import Suite


@dataclass(frozen=True)
class Journey:
    """A customer who was recorded, scored, written to and exported, and what is known of each step."""

    customer: Customer
    record: Sent
    result: Result
    answer: Answer
    export_id: str

    @property
    def request_id(self) -> str:
        """The number of the score that was given on request."""
        return str(self.answer.words["request_id"])


def person(suite: Suite, *, lawful_basis: bool = True, known_since: datetime | None = None) -> Customer:
    """A customer whose every detail is found again wherever it lies, also an income that nobody else has."""
    figures = usual(suite.product, income=singular_income(suite.product))
    return suite.customer(figures, lawful_basis=lawful_basis, known_since=known_since)


def details(suite: Suite, customer: Customer) -> list[Canary]:
    """The customer's details as things to search for."""
    return [suite.canary(kind, value) for kind, value in customer.details().items()]


def passes_through(suite: Suite, customer: Customer, event_time: datetime | None = None) -> Journey:
    """Sends a customer through the platform: record, score, copy in the cache, message, copy for the customer.

    Args:
        event_time: when the record says that the figures were known; now by default.

    Raises:
        Inconclusive: a step did not lead anywhere.
    """
    return pass_through(suite, [(customer, event_time or datetime.now(UTC))])[0]


def pass_through(suite: Suite, customers: Sequence[tuple[Customer, datetime]]) -> list[Journey]:
    """Sends customers through the platform beside one another, each with figures known at a certain time.

    Raises:
        Inconclusive: a step did not lead anywhere for one of them.
    """
    listener = Listener(suite)
    try:
        sent = [send(suite, "customer record", one, event_time=time.isoformat()) for one, time in customers]
        results = {
            result.words["correlation"]: result
            for result in listener.results({each.correlation for each in sent}, suite.limits.event_s)
        }
    finally:
        listener.close()
    if any(each.correlation not in results for each in sent):
        inconclusive("the customer's record had no result in time", Cause.PLATFORM)
    return [
        _scored_and_exported(suite, customer, each, results[each.correlation])
        for (customer, _), each in zip(customers, sent, strict=True)
    ]


def _scored_and_exported(suite: Suite, customer: Customer, sent: Sent, result: Result) -> Journey:
    answer = suite.platform.operations.do("score_from_stored_figures", customer_id=customer.customer_id)
    suite.platform.operations.do("read_decision", customer_id=customer.customer_id)
    exported = suite.platform.operations.do("export_everything", customer_id=customer.customer_id)
    check_within(
        suite.limits.recovery_s,
        lambda: len(messages_about(suite, customer)),
        greater_than(0),
        "messages about the customer's score",
    )
    return Journey(customer, sent, result, answer, str(exported.words["export_id"]))


def as_it_was(suite: Suite, journey: Journey) -> dict[str, Any]:
    """As `as_it_is`, before anything happens to the customer.

    Raises:
        Inconclusive: something cannot be read even now, so that it could not be missed later.
    """
    before = as_it_is(suite, journey)
    unread = [name for name in ("figures", "result", "decision") if None in before[name].values()]
    unread += [] if before["bases"] else ["bases"]
    if unread:
        inconclusive(f"of the customer cannot be read: {', '.join(unread)}", Cause.PLATFORM)
    return before


def as_it_is(suite: Suite, journey: Journey) -> dict[str, Any]:
    """All that can be read of a customer, to be compared with later."""
    customer_id = journey.customer.customer_id
    return {
        "figures": suite.platform.operations.try_("read_figures", customer_id=customer_id).words,
        "result": suite.platform.operations.try_("read_result", request_id=journey.request_id).words,
        "decision": suite.platform.operations.try_("read_decision", customer_id=customer_id).words,
        "bases": suite.platform.populations.read_if_known("lawful_bases", customer_id=customer_id),
    }
