"""The legs of a customer's way through a platform. A platform offers those that its profile binds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from acceptance.outcome import Cause, NotAssessed
from acceptance.suite import REGISTER, Suite


class Leg(StrEnum):
    """What features call each leg."""

    RECORD = "a record handed in"
    EVENT = "a record sent as an event"
    RESULT = "a result told as an event"
    SCORE = "a score"
    DECISION = "a newest decision read"
    COPY = "a copy made for the customer"
    MESSAGE = "a message to the customer"
    DOCUMENT = "a document of the customer handed in"


EVENT, REQUEST = "customer_record", REGISTER
"""The event, and where there is none the operation, by which the platform learns of a customer."""
DOCUMENT = "hand_in_document"
"""How a document is kept beside a customer's data; what stands in it is the word `text`."""
FROM_STORED, WITH_FIGURES = "score_from_stored_figures", "score"


def not_offered(suite: Suite) -> dict[Leg, str]:
    """The legs that this platform does not offer, and why; nothing is tried for that."""
    found = {}
    for leg, need in _NEEDS.items():
        try:
            need(suite)
        except NotAssessed as error:
            found[leg] = error.reason
    return found


def require(missing: Mapping[Leg, str], needed: Iterable[Leg]) -> None:
    """Refuses a way that lacks a leg which is needed.

    Raises:
        NotAssessed: with the name of each, and why it is missing.
    """
    lacking = [f"{leg.value} ({missing[leg]})" for leg in needed if leg in missing]
    if lacking:
        raise NotAssessed(f"a customer's way through this platform lacks {'; '.join(lacking)}", Cause.BINDING)


def _record(suite: Suite) -> None:
    try:
        _event(suite)
    except NotAssessed as by_event:
        on_request = suite.platform.operations.possible(REQUEST)
        if on_request is not None:
            raise NotAssessed(f"{by_event.reason}; {on_request}", Cause.BINDING) from None


def _event(suite: Suite) -> None:
    suite.platform.events.require_message(EVENT)


def _result(suite: Suite) -> None:
    _event(suite)
    suite.platform.events.require_received("scoring_result")


def _score(suite: Suite) -> None:
    suite.platform.operations.require(scored_by(suite), "request_id")


def scored_by(suite: Suite) -> str:
    """The operation that scores: from the figures that were handed in, where that is bound, else with figures."""
    stored = suite.platform.operations.possible(FROM_STORED) is None
    return FROM_STORED if stored and _offers(suite, _record) else WITH_FIGURES


def _offers(suite: Suite, need: Callable[[Suite], None]) -> bool:
    try:
        need(suite)
    except NotAssessed:
        return False
    return True


_NEEDS: Mapping[Leg, Callable[[Suite], None]] = {
    Leg.RECORD: _record,
    Leg.EVENT: _event,
    Leg.RESULT: _result,
    Leg.SCORE: _score,
    Leg.DECISION: lambda suite: suite.platform.operations.require("read_decision"),
    Leg.COPY: lambda suite: suite.platform.operations.require("export_everything"),
    Leg.DOCUMENT: lambda suite: suite.platform.operations.require(DOCUMENT),
    Leg.MESSAGE: lambda suite: suite.platform.populations.require("notifications", "correlation"),
}
