"""A risk level is right when it is the one that the limits on record give for the decision's own score."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.requirements.models.serving import wrong_levels_of

AGREED = SimpleNamespace(levels={"GOOD": "good", "FAIR": "fair"}, word=lambda word, *_: word)


def suite() -> Any:
    change = {"state": "applied", "subject": "cut-offs", "change_id": 1, "new_version": "2"}
    records = {
        "model_changes": [change | {"deployed_at": "2026-11-30T12:00:00Z"}],
        "cut_off_versions": [{"version": 2, "good": 700, "fair": "600"}],
    }
    return SimpleNamespace(
        profile=SimpleNamespace(agreed=lambda _: AGREED),
        platform=SimpleNamespace(populations=SimpleNamespace(read=lambda name: records[name])),
    )


@pytest.mark.parametrize(
    ("score", "level"), [(700, "GOOD"), (699, "FAIR"), ("600", "FAIR"), (599, "whatever is worst")]
)
def test_levels_on_both_sides_of_a_limit_are_right(score: Any, level: str) -> None:
    assert wrong_levels_of(suite(), [{"credit_score": score, "risk_level": level}]) == []


@pytest.mark.parametrize(
    ("score", "level", "expected"), [(699, "GOOD", "FAIR"), (700, "FAIR", "GOOD"), (599, "FAIR", "the worst")]
)
def test_a_level_on_the_wrong_side_is_told_with_its_score(score: int, level: str, expected: str) -> None:
    told = wrong_levels_of(suite(), [{"credit_score": score, "risk_level": level}])
    assert told == [f"{score} is called {level}, on record it is {expected}"]
