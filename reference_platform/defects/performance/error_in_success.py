"""A gateway turns refusals of a busy replica into successes that carry the error in their body."""

from __future__ import annotations

import json
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.performance._load import Now

NOW = Now()


class _Error:
    def model_dump_json(self) -> str:
        return json.dumps({"type": "/problems/unavailable", "title": "Service Unavailable", "status": 503})


def counted(original: Any) -> Any:
    return NOW.watched(original)


def error(original: Any) -> Any:
    def score_answer(result: Any) -> Any:
        return _Error() if NOW.served > 0 else original(result)

    return score_answer


DEFECT = Defect(
    id="perf-05-error-in-success",
    title="Errors of a busy replica have the status of a success",
    must_catch=("PERF-05",),
    may_also_catch=("PERF-01",),
    changes=("api",),
    replaces={
        "reference_platform.api.scoring:Scoring.score": counted,
        "reference_platform.api.answers:score_answer": error,
    },
    reason="are not right",
)
