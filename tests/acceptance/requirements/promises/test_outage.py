"""The platform's own counters are read as they are written, and only those that the profile means."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.profile.objectives import Objectives
from acceptance.requirements.promises import outage
from acceptance.requirements.promises.outage import Counted
from profiles import profile_with

TEXT = b"""# HELP requests_total Requests
# TYPE requests_total counter
requests_total{route="/score",status="200"} 40.0
requests_total{route="/score",status="503"} 20.0
requests_total{route="/score",status="403"} 3.0
requests_total{route="/health",status="503"} 7.0
"""


def suite(text: bytes, *, bound: bool = True) -> Any:
    reported = {"operation": "figures", "metric": "requests_total", "labels": {"route": "/score"}, "status": "status"}
    block = {"indicator": "requests answered", "at_least_percent": 99.9, **({"reported": reported} if bound else {})}
    answer = SimpleNamespace(exchange=SimpleNamespace(body=text))
    return SimpleNamespace(
        profile=profile_with(objectives=Objectives.model_validate({"availability": block})),
        platform=SimpleNamespace(operations=SimpleNamespace(do=lambda name: answer)),
    )


def test_faults_of_the_service_are_counted_beside_all_of_the_same_route():
    assert outage.reported(suite(TEXT)) == Counted(63, 20)
    assert outage.reported(suite(TEXT)).good == 43
    assert outage.reported(suite(b"")) == Counted(0, 0)


def test_without_a_place_or_with_another_text_nothing_is_assessed():
    with pytest.raises(NotAssessed, match=r"availability\.reported"):
        outage.reported(suite(TEXT, bound=False))
    with pytest.raises(NotAssessed, match="Prometheus"):
        outage.reported(suite(b'{"requests": 3}'))


def test_requests_without_an_answer_count_as_failed():
    answers: list[Any] = [SimpleNamespace(status=200), SimpleNamespace(status=503), Unreachable("gone")]

    def score(*_: Any, **__: Any) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert outage.asked(SimpleNamespace(score=score), None, 3) == Counted(3, 2)


def test_windows_are_differences():
    assert Counted(63, 20) - Counted(60, 20) == Counted(3, 0)
    assert Counted(1, 0) + Counted(2, 2) == Counted(3, 2)
