"""What can be read of a customer: to be compared with later, or to be refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.bindings import UNKNOWN, Answer
from acceptance.requirements.customers.journeys import Journey
from acceptance.requirements.customers.legs import Leg
from acceptance.suite import Suite

READINGS = {
    "figures": ("read_figures", "customer_id"),
    "result": ("read_result", "request_id"),
    "decision": ("read_decision", "customer_id"),
    "copy": ("read_export", "export_id"),
}
"""What can be read of a customer -> the operation that reads it, and by which number."""


NOTHING = "nothing"


def as_it_was(suite: Suite, journey: Journey) -> dict[str, Any]:
    """As `as_it_is`, before anything happens to the customer.

    Raises:
        Inconclusive: something cannot be read even now, so that it could not be missed later.
    """
    before = as_it_is(suite, journey)
    unread = [name for name, words in before.items() if not words or (name != "bases" and None in words.values())]
    if unread:
        inconclusive(f"of the customer cannot be read: {', '.join(unread)}", Cause.PLATFORM)
    return before


def as_it_is(suite: Suite, journey: Journey) -> dict[str, Any]:
    """All that can be read of a customer, to be compared with later.

    Raises:
        NotAssessed: nothing can be read here.
    """
    read: dict[str, Any] = {
        name: answer.words for name, answer in _readings(suite, journey, ("figures", "result", "decision")).items()
    }
    if suite.platform.operations.possible("read_lawful_bases") is None and _has_a_basis(suite):
        read["bases"] = suite.platform.populations.read_if_known(
            "lawful_bases", customer_id=journey.customer.customer_id
        )
    return read


def _has_a_basis(suite: Suite) -> bool:
    return suite.profile.own_customers.without_basis is None


def told(suite: Suite, journey: Journey) -> dict[str, str]:
    """What can be read of a customer -> `NOTHING`, or that there is something.

    Raises:
        NotAssessed: nothing can be read here.
    """
    said = {name: _said(answer) for name, answer in _readings(suite, journey, READINGS).items()}
    if suite.platform.operations.possible("read_lawful_bases") is None:
        customer_id = journey.customer.customer_id
        entries = suite.platform.populations.read_if_known("lawful_bases", customer_id=customer_id)
        said["register"] = f"{len(entries)} entries" if entries else NOTHING
    return said


def _said(answer: Answer) -> str:
    """Nothing is said by a refusal as unknown, and by an answer that has nothing in any place that the profile has."""
    empty = answer.succeeded and bool(answer.words) and all(value in (None, [], {}) for value in answer.words.values())
    if empty or answer.refused_as(UNKNOWN) == UNKNOWN:
        return NOTHING
    return f"something (status {answer.status})"


def _readings(suite: Suite, journey: Journey, names: Iterable[str]) -> dict[str, Answer]:
    operations, read = suite.platform.operations, {}
    for name in names:
        operation, number = READINGS[name]
        if operations.possible(operation) is None and (number != "export_id" or _copies_have_numbers(journey)):
            words: dict[str, Any] = {number: _number(journey, number)}
            read[name] = operations.try_(operation, **words)
    if not read:
        raise NotAssessed("the profile binds nothing that reads what is kept of a customer", Cause.BINDING)
    return read


def _number(journey: Journey, word: str) -> str:
    if word == "customer_id":
        return journey.customer.customer_id
    return journey.request_id if word == "request_id" else journey.export_id


def _copies_have_numbers(journey: Journey) -> bool:
    return journey.went(Leg.COPY) and journey.gone[Leg.COPY].words.tells("export_id")
