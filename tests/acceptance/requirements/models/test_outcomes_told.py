"""What the record says became of a change is set against what the log said at the time."""

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import NotAssessed
from acceptance.requirements.models.outcomes_told import told_otherwise

OUTCOMES = {"success": "ok", "refused": "denied", "failure": "broken"}


def suite(outcomes: dict[str, str] = OUTCOMES) -> Any:
    block = SimpleNamespace(word=lambda word, *_: word.upper(), outcomes=outcomes)
    return SimpleNamespace(profile=SimpleNamespace(agreed=lambda _: block))


def change(state: str, number: int = 7) -> dict[str, Any]:
    return {"change_id": number, "state": state}


def entry(sequence: int, outcome: str, number: int = 7, **details: str) -> dict[str, Any]:
    about = {"event": "CHANGE OF A MODEL", "resource": f"change {number}"}
    return {**about, "sequence": sequence, "outcome": outcome, "details": details}


def judged(state: str, *log: dict[str, Any], among: Any = None) -> tuple[int, list[str]]:
    return told_otherwise(among or suite(), [change(state)], log, [change(state)])


def test_the_last_word_of_the_log_is_the_outcome() -> None:
    log = (entry(2, "ok", state="APPLIED"), entry(1, "ok", state="REQUESTED"), entry(3, "ok", state="APPLIED"))
    assert judged("APPLIED", *log) == (1, [])


def test_an_attempt_past_the_procedure_that_became_a_failure_is_named() -> None:
    found = judged("FAILED", entry(1, "broken", state="UNAUTHORISED"))
    assert found == (1, ["change 7: FAILED on record, unauthorised in the log"])
    assert judged("FAILED", entry(1, "denied", state="REFUSED"))[1]
    assert judged("APPLIED", entry(1, "denied", state="REFUSED"))[1]


def test_without_the_records_own_words_the_outcome_of_the_entry_counts() -> None:
    assert judged("FAILED", entry(1, "broken")) == (1, [])
    assert judged("FAILED", entry(1, "denied")) == (1, ["change 7: FAILED on record, denied in the log"])
    assert judged("UNAUTHORISED", entry(1, "denied")) == (1, [])


def test_what_went_on_meanwhile_is_left_out() -> None:
    log = [entry(1, "ok", state="APPLIED")]
    assert told_otherwise(suite(), [change("FAILED")], log, [change("APPLIED")]) == (0, [])


def test_a_log_that_tells_no_outcome_says_nothing() -> None:
    with pytest.raises(NotAssessed, match="tells no outcome"):
        judged("APPLIED", entry(1, "ok"), among=suite({}))
