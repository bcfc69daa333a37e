"""What a limit makes of a score, and what counts as told otherwise."""

from types import SimpleNamespace

import pytest

from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.decisions.decisions import Decision
from acceptance.requirements.decisions.every_way import Decided
from acceptance.requirements.models import all_follow
from profiles import profile_with

LIMITS = {"low": 700, "medium": 600}
DECIDED = [Decided("a way", SimpleNamespace(), Decision(640, "MEDIUM", ("m", "1")), "r-1")]


def _suite():
    changes = ModelChanges.model_construct(levels={"LOW": "low", "MEDIUM": "medium"})
    return SimpleNamespace(
        profile=profile_with(model_changes=changes), product=SimpleNamespace(levels=["LOW", "MEDIUM", "HIGH"])
    )


@pytest.mark.parametrize(("score", "level"), [(700, "LOW"), (699, "MEDIUM"), (600, "MEDIUM"), (599, "HIGH")])
def test_a_score_has_the_best_level_whose_limit_it_reaches(score, level):
    assert all_follow.level_by(_suite(), score, LIMITS) == level


def test_what_is_told_as_before_has_not_changed():
    before = {"r-1": {"the result": (200, {"risk_level": "MEDIUM"})}}
    assert all_follow.changed(DECIDED, before, before) == []


@pytest.mark.parametrize("now", [{"the result": (200, {"risk_level": "LOW"})}, {"the result": (404, {})}, {}])
def test_another_level_a_refusal_and_silence_are_changes(now):
    before = {"r-1": {"the result": (200, {"risk_level": "MEDIUM"})}}
    assert len(all_follow.changed(DECIDED, before, {"r-1": now})) == 1
