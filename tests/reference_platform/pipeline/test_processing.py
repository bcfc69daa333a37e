"""What becomes of a record: one result, none, or a place among the dead letters."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from reference_platform.pipeline.outages import Away, Patience, Stopping
from reference_platform.pipeline.processing import DEFAULT_BUREAU_SCORE, Processing, dead_letter
from reference_platform.pipeline.records import (
    CrmRecord,
    Place,
    Rejected,
    ScoringRequestRecord,
    TransactionRecord,
)
from reference_platform.pipeline.store import Admission, Claim, Seen

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLACE = Place("crm-customers", 1, 7)
ANSWER = {"request_id": "r1", "customer_id": "c1", "credit_score": 700, "risk_level": "LOW"}


class Fakes:
    """Store, scorer and bureau in one, noting what they were asked."""

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self.admission = Admission(has_basis=True, erased_at=None, known_bureau_score=None)
        self.reported: int | None = None
        self.calls: list[tuple[Any, ...]] = []
        self.failures: list[Exception] = []

    def claim_of(self, *_: Any) -> Claim | None:
        return self.claim

    def admission_of(self, _customer_id: str) -> Admission:
        return self.admission

    def store_customer(self, _record: Any, _place: Place, score: int, origin: str) -> None:
        self.calls.append(("store", score, origin))

    def change_debt(self, *_: Any) -> None:
        self.calls.append(("debt",))

    def record_outcome(self, *_: Any) -> None:
        self.calls.append(("outcome",))

    def bureau_origin_of(self, _customer_id: str) -> str:
        return "fallback"

    def finish(self, *values: Any) -> None:
        self.calls.append(("finish", values[-1]))

    def score(self, *values: Any) -> dict[str, Any]:
        if self.failures:
            raise self.failures.pop(0)
        self.calls.append(("score", values[-1]))
        return ANSWER

    def score_of(self, _customer_id: str) -> int | None:
        self.calls.append(("bureau",))
        return self.reported

    def keep(self, customer_id: str, card_number: str, used_at: Any) -> None:
        self.calls.append(("card", customer_id, card_number, used_at))


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


@pytest.fixture
def process(fakes: Fakes) -> Callable[..., Any]:
    processing = Processing(fakes, fakes, fakes, fakes, Patience(threading.Event()))
    return lambda record, correlation=None: processing.process(record, PLACE, correlation)


def crm(**features: Any) -> CrmRecord:
    values = {"age": 40, "income": 50_000, "debt_ratio": 0.5, "employment_years": 5, **features}
    return CrmRecord(record_id="r1", customer_id="c1", event_time=NOON, features=values)


REQUEST = ScoringRequestRecord(request_id="r1", customer_id="c1")
MOVE = TransactionRecord(record_id="r1", customer_id="c1", event_time=NOON, kind="repayment", amount=1)


def test_a_customer_is_stored_scored_with_what_is_stored_and_finished(fakes: Fakes, process: Callable) -> None:
    result = process(crm(credit_score=650), "corr")
    assert fakes.calls == [("store", 650, "provided"), ("score", None), ("finish", "provided")]
    assert (result.topic, result.key, result.customer_id, result.correlation_id) == (
        "scoring-results",
        "r1",
        "c1",
        "corr",
    )
    assert result.value == {**ANSWER, "bureau": "provided"}


@pytest.mark.parametrize(
    ("reported", "known", "expected"),
    [(610, 700, (610, "reported")), (None, 700, (700, "fallback")), (None, None, (DEFAULT_BUREAU_SCORE, "fallback"))],
)
def test_a_missing_bureau_score_is_asked_for_then_remembered_then_the_lowest(
    fakes: Fakes, process: Callable, reported: int | None, known: int | None, expected: tuple[int, str]
) -> None:
    fakes.reported, fakes.admission = reported, Admission(True, None, known)
    assert process(crm()).value["bureau"] == expected[1]
    assert ("store", *expected) in fakes.calls


def test_nobody_asks_the_bureau_about_a_customer_without_a_basis(fakes: Fakes, process: Callable) -> None:
    fakes.admission = Admission(has_basis=False, erased_at=None, known_bureau_score=None)
    with pytest.raises(Rejected) as rejected:
        process(crm())
    assert rejected.value.reason == "no-lawful-basis"
    assert fakes.calls == []


@pytest.mark.parametrize("record", [crm(), REQUEST, MOVE])
def test_a_duplicate_has_no_effect_and_no_result(fakes: Fakes, process: Callable, record: Any) -> None:
    fakes.claim = Claim(Seen.DONE, "provided")
    assert process(record) is None
    assert fakes.calls == []


def test_a_replay_changes_nothing_and_hands_the_same_result_over(fakes: Fakes, process: Callable) -> None:
    fakes.claim = Claim(Seen.REPLAY, "reported")
    assert process(crm()).value["bureau"] == "reported"
    assert [call[0] for call in fakes.calls] == ["score", "finish"]


def test_a_replayed_movement_is_not_applied_again(fakes: Fakes, process: Callable) -> None:
    fakes.claim = Claim(Seen.REPLAY, "provided")
    assert process(MOVE) is None
    assert fakes.calls == []


PAID_OFF = MOVE.model_copy(update={"kind": "loan_settled", "card_number": "4111111111111111"})


def test_the_card_of_a_payment_is_handed_over_before_anything_of_the_payment_is_kept(
    fakes: Fakes, process: Callable
) -> None:
    process(PAID_OFF)
    assert [call[0] for call in fakes.calls] == ["card", "outcome"]


def test_the_card_of_a_payment_that_is_set_aside_is_not_kept(fakes: Fakes, process: Callable) -> None:
    fakes.admission = Admission(has_basis=False, erased_at=None, known_bureau_score=None)
    with pytest.raises(Rejected):
        process(PAID_OFF)
    assert fakes.calls == []


def test_a_request_without_features_says_where_the_stored_bureau_score_comes_from(process: Callable) -> None:
    result = process(REQUEST)
    assert result.value["bureau"] == "fallback"
    assert result.correlation_id == "r1"


def test_an_outage_is_waited_for_and_not_taken_for_a_bad_record(fakes: Fakes, process: Callable) -> None:
    fakes.failures = [Away("the Scoring API does not respond")] * 3
    assert process(crm(credit_score=650)).value["credit_score"] == 700


def test_who_waits_can_be_stopped() -> None:
    stop = threading.Event()

    def away() -> None:
        stop.set()
        raise Away("the database does not respond")

    with pytest.raises(Stopping):
        Patience(stop).until_done(away)


def test_a_dead_letter_says_where_and_why_and_nothing_else() -> None:
    letter = dead_letter(Rejected("invalid-record", "features.age is required"), PLACE, "corr")
    assert (letter.topic, letter.key, letter.correlation_id) == ("scoring-dead-letter", None, "corr")
    assert letter.value == {
        "source": {"topic": "crm-customers", "partition": 1, "offset": 7},
        "reason": "invalid-record",
        "detail": "features.age is required",
    }
