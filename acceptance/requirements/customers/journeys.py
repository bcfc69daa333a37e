"""A customer's way through the whole platform, so that every place which keeps customers keeps this one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import uuid4

from hamcrest import greater_than, has_property

from acceptance.checks import check_within, inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.record.ledger import Kind
from acceptance.requirements.customers import legs
from acceptance.requirements.customers.legs import Leg
from acceptance.requirements.service.flows import Listener, Result, Sent, messages_about, send
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import Customer, singular_income, usual
from acceptance.suite import Suite

OTHER_FORMS = ("csv", "xml", "zip")
"""How the content types of copies end that other programs read."""


@dataclass(frozen=True)
class Journey:
    """A customer who went through the platform, and what each leg has left.

    Attributes:
        gone: each leg that this platform offers -> what is known of it.
        missing: each other leg -> why the platform does not offer it.
    """

    customer: Customer
    gone: dict[Leg, Any]
    missing: dict[Leg, str]

    @property
    def record(self) -> Sent:
        return cast(Sent, self._left(Leg.RECORD))

    @property
    def result(self) -> Result:
        return cast(Result, self._left(Leg.RESULT))

    @property
    def answer(self) -> Answer:
        """The score that was given on request."""
        return cast(Answer, self._left(Leg.SCORE))

    @property
    def request_id(self) -> str:
        """The number of the score that was given on request."""
        return str(self.answer.words["request_id"])

    @property
    def export_id(self) -> str:
        """The number of the copy for the customer, where copies are read by one."""
        return str(cast(Answer, self._left(Leg.COPY)).words["export_id"])

    def went(self, leg: Leg) -> bool:
        return leg in self.gone

    def _left(self, leg: Leg) -> Any:
        legs.require(self.missing, [leg])
        return self.gone[leg]


def person(
    suite: Suite, *, lawful_basis: bool = True, known_since: datetime | None = None, spelling: str | None = None
) -> Customer:
    """A customer whose every detail is found again wherever it lies, also an income that nobody else has."""
    figures = usual(suite.product, income=singular_income(suite.product))
    return suite.customer(figures, lawful_basis=lawful_basis, known_since=known_since, spelling=spelling)


def details(suite: Suite, customer: Customer) -> list[Canary]:
    """The customer's details as things to search for."""
    return [suite.canary(kind, value) for kind, value in customer.details().items()]


def require(suite: Suite, *needed: Leg) -> None:
    """Refuses a way that this platform cannot offer, before a customer is made for it.

    Raises:
        NotAssessed: a leg is missing; names each, and why.
    """
    legs.require(legs.not_offered(suite), (Leg.SCORE, *needed))


def passes_through(suite: Suite, customer: Customer, needs: Iterable[Leg] = ()) -> Journey:
    """Sends a customer through the platform, on every leg that it offers.

    Args:
        needs: the legs that there must be at least, beside a score.

    Raises:
        NotAssessed: one of them is missing.
        Inconclusive: a leg did not lead anywhere.
    """
    return pass_through(suite, [(customer, datetime.now(UTC))], needs)[0]


def pass_through(
    suite: Suite, customers: Sequence[tuple[Customer, datetime]], needs: Iterable[Leg] = ()
) -> list[Journey]:
    """Sends customers through the platform beside one another, each with figures known at a certain time.

    Raises:
        NotAssessed: a leg that is needed is missing.
        Inconclusive: a leg did not lead anywhere for one of them.
    """
    missing = legs.not_offered(suite)
    legs.require(missing, (Leg.SCORE, *needs))
    suite.ledger.append(Kind.JOURNEY, {"legs": [leg for leg in Leg if leg not in missing], "missing": missing})
    journeys = [Journey(customer, {}, missing) for customer, _ in customers]
    if Leg.RECORD not in missing:
        _hand_in(suite, journeys, [time for _, time in customers])
    for journey in journeys:
        _go_on(suite, journey)
    return journeys


def _hand_in(suite: Suite, journeys: Sequence[Journey], times: Sequence[datetime]) -> None:
    """Hands all records in, and waits for their results where they are told."""
    listener = None if Leg.RESULT in journeys[0].missing else Listener(suite)
    try:
        for journey, time in zip(journeys, times, strict=True):
            by_event = Leg.EVENT not in journey.missing
            sent = (_send if by_event else _registered)(suite, journey.customer, time)
            journey.gone.update({Leg.RECORD: sent} | ({Leg.EVENT: sent} if by_event else {}))
        if listener is not None:
            _await_results(listener, journeys)
    finally:
        if listener is not None:
            listener.close()


def _send(suite: Suite, customer: Customer, time: datetime) -> Sent:
    return send(suite, "customer record", customer, event_time=time.isoformat())


def _registered(_suite: Suite, customer: Customer, time: datetime) -> Sent:
    """What was handed in on request when the customer was made."""
    return Sent(str(uuid4()), None, {**customer.words(), "event_time": time.isoformat()})


def _await_results(listener: Listener, journeys: Sequence[Journey]) -> None:
    numbers = {journey.record.correlation for journey in journeys}
    told = listener.results(numbers, listener.suite.limits.event_s)
    results = {result.words["correlation"]: result for result in told}
    if numbers - results.keys():
        inconclusive("the customer's record had no result in time", Cause.PLATFORM)
    for journey in journeys:
        journey.gone[Leg.RESULT] = results[journey.record.correlation]


def _go_on(suite: Suite, journey: Journey) -> None:
    """The legs after the record: score, newest decision, document, copy, message."""
    operations, customer_id = suite.platform.operations, journey.customer.customer_id
    journey.gone[Leg.SCORE] = _scored(suite, journey)
    if Leg.DECISION not in journey.missing:
        journey.gone[Leg.DECISION] = operations.do("read_decision", customer_id=customer_id)
    if Leg.DOCUMENT not in journey.missing:
        text = "\n".join(journey.customer.details().values())
        journey.gone[Leg.DOCUMENT] = operations.do(legs.DOCUMENT, customer_id=customer_id, text=text)
    if Leg.COPY not in journey.missing:
        journey.gone[Leg.COPY] = operations.do("export_everything", customer_id=customer_id)
    if Leg.MESSAGE not in journey.missing:
        journey.gone[Leg.MESSAGE] = check_within(
            suite.limits.recovery_s,
            lambda: len(messages_about(suite, journey.customer)),
            greater_than(0),
            "messages about the customer's score",
        )


def score_again(suite: Suite, customer: Customer, times: int) -> None:
    """Scores a customer so often that one page of a list does not hold all results."""
    for _ in range(times):
        suite.platform.operations.do(legs.scored_by(suite), **customer.words())


def _scored(suite: Suite, journey: Journey) -> Answer:
    """The score; where no result tells that the record has arrived, it is asked for until the figures are there."""
    how, words = legs.scored_by(suite), journey.customer.words()
    if journey.went(Leg.RESULT) or not journey.went(Leg.EVENT):
        return suite.platform.operations.do(how, **words)
    return check_within(
        suite.limits.event_s,
        lambda: suite.platform.operations.try_(how, **words),
        has_property("succeeded", True),
        "the score of a customer whose record was sent",
    )


def copy_of(suite: Suite, customer: Customer, operation: str) -> Any:
    """The content of a copy for a customer: read by its number after it was made, or else in the answer itself.

    There the copy is all of the answer, or what stands at the place of the word `copy`.
    """
    return _copy_in(_answer_with_copy(suite, customer, operation))


def copy_to_be_judged(suite: Suite, customer: Customer, operation: str) -> Any:
    """As `copy_of`.

    Raises:
        NotAssessed: it is in a form that programs read, but not one that is read here.
    """
    answer = _answer_with_copy(suite, customer, operation)
    if answer.exchange.content is None and answer.exchange.content_type.endswith(OTHER_FORMS):
        raise NotAssessed(f"a copy is {answer.exchange.content_type} here, and only JSON is read", Cause.SUITE)
    return _copy_in(answer)


def _answer_with_copy(suite: Suite, customer: Customer, operation: str) -> Answer:
    made = suite.platform.operations.do(operation, customer_id=customer.customer_id)
    if made.words.tells("copy") or not made.words.tells("export_id"):
        return made
    return suite.platform.operations.do("read_export", export_id=made.words["export_id"])


def _copy_in(answer: Answer) -> Any:
    return answer.words["copy"] if answer.words.tells("copy") else answer.exchange.content
