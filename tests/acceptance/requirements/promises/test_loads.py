"""What is asked under load is known before, and what is not permitted or not agreed is not asked."""

from __future__ import annotations

from types import SimpleNamespace as Some
from typing import Any

import pytest

from acceptance.instruments.load.traffic import Ask, Rule
from acceptance.outcome import NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.profile.performance import Performance
from acceptance.profile.permissions import Load, Permissions
from acceptance.requirements.promises import loads
from profiles import profile_with

ASKS = [Ask("score", {"customer_id": name}, {"score": Rule(allowed=(700,))}) for name in ("a", "b", "c")]


class Platform:
    """Answers each customer's question in its own way."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.platform = self.operations = self

    def try_(self, operation: str, customer_id: str) -> Some:
        answer = self.answers[customer_id]
        if isinstance(answer, Exception):
            raise answer
        return answer


def answered(score: Any) -> Some:
    return Some(succeeded=True, words={"score": score})


REFUSED = Some(succeeded=False, words={"score": 700})


@pytest.mark.parametrize(
    ("first", "unanswered"),
    [(answered(700), 0), (answered(701), 1), (answered("700"), 1), (REFUSED, 1), (Unreachable("gone"), 1)],
)
def test_only_the_right_answer_counts_as_answered(first: Any, unanswered: int) -> None:
    assert loads.unanswered(Platform(a=first, b=answered(700), c=answered(700)), ASKS) == unanswered


def suite(ceiling: float | None = None) -> Any:
    block = Performance.model_validate(
        {
            "users": {"users": 2, "duration_s": 1},
            "steady": {"rate_per_s": 10, "duration_s": 1},
            "rising": {"rates_per_s": [100, 200, 400], "step_s": 1, "required_per_s": 150},
            "long": {"rate_per_s": 5, "duration_s": 10, "latency_growth_ms_per_min": 1, "memory_growth_mb_per_1000": 1},
            "ramp": {"users": 2, "stages": 2, "stage_s": 1, "think_min_s": 0, "think_max_s": 0},
            "spike": {
                **{"usual_per_s": 5, "usual_s": 1, "spike_per_s": 50, "spike_s": 1},
                **{"recovered_within_s": 0, "after_s": 3},
            },
            "small": {"rate_per_s": 5, "duration_s": 1},
        }
    )
    load = None if ceiling is None else Load(max_requests_per_s=ceiling)
    return Some(profile=profile_with(performance=block, permissions=Permissions(load=load)))


@pytest.mark.parametrize(("ceiling", "rates"), [(None, [100, 200, 400]), (300, [100, 200])])
def test_a_rising_rate_ends_at_what_is_permitted(ceiling: float | None, rates: list[float]) -> None:
    assert [stage.rate_per_s for stage in loads.rising(suite(ceiling)).stages()] == rates


def test_a_rate_that_is_due_and_not_permitted_is_not_assessed() -> None:
    with pytest.raises(NotAssessed, match="does not permit the 150 requests a second"):
        loads.rising(suite(ceiling=120))


def test_a_rush_without_time_to_recover_is_judged_from_its_end() -> None:
    assert [stage.rate_per_s for stage in loads.spike(suite()).stages()] == [5, 50, 5]
    assert loads.time_to_recover_s(suite()) == loads.ONE_ROUND_S


def test_without_an_agreed_load_nothing_is_assessed() -> None:
    with pytest.raises(NotAssessed, match="no block 'performance'"):
        loads.steady(Some(profile=profile_with()))
