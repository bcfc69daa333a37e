"""A replica that is busy answers at once, with success and with nothing in it: "better than a time-out"."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.performance._load import Now

NOW = Now()


class _Nothing:
    def model_dump_json(self) -> str:
        return "{}"


def counted(original: Any) -> Any:
    return NOW.watched(original)


def empty(original: Any) -> Any:
    def score_answer(result: Any) -> Any:
        return _Nothing() if NOW.served > 0 else original(result)

    return score_answer


DEFECT = Defect(
    id="perf-05-empty-when-busy",
    title="Answers of a busy replica are quick, successful and empty",
    must_catch=("PERF-05",),
    may_also_catch=("PERF-01",),
    changes=("api",),
    replaces={
        "reference_platform.api.scoring:Scoring.score": counted,
        "reference_platform.api.answers:score_answer": empty,
    },
    reason="are not right",
)
