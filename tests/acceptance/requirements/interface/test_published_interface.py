"""Answers that nobody asked for are no fault of the platform."""

from types import SimpleNamespace

import pytest
from written import Written

from acceptance.outcome import Cause, Outcome
from acceptance.requirements.interface.published_interface import unassessed


@pytest.mark.parametrize(
    ("tag", "outcome", "told"),
    [
        ("E2E-09", Outcome.NOT_ASSESSED, ["s1"]),
        ("GDPR-01", Outcome.NOT_ASSESSED, []),
        ("E2E-09", Outcome.INCONCLUSIVE, []),
        ("E2E-09", Outcome.SATISFIED, []),
    ],
)
def test_what_was_not_asked_for_is_known_by_the_scenarios_of_the_layer_that_were_not_assessed(
    tmp_path, tag, outcome, told
):
    record = Written(tmp_path).plan([tag])
    finished = {"feature": "F", "name": "s1", "tags": [tag], "reason": "", "seconds": 1.0}
    blamed = None if outcome is Outcome.SATISFIED else Cause.BINDING.value
    record.began(1).stepped(1, outcome)
    record.of(1, None, "scenario_finished", outcome=outcome.value, cause=blamed, **finished)
    assert unassessed(SimpleNamespace(ledger=SimpleNamespace(path=tmp_path / "record.jsonl"))) == told
