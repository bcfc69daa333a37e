"""The cache may take its time: a client library's own time-out was left as it is, and every request waits for it."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def eight_seconds(_original: Any) -> float:
    return 8.0


def no_rest(_original: Any) -> float:
    return 0.0


DEFECT = Defect(
    id="chaos-05-cache-waited-for",
    title="A cache that never answers is waited for longer than customers wait",
    must_catch=("CHAOS-05",),
    may_also_catch=("CHAOS-02",),
    changes=("api",),
    replaces={
        "reference_platform.api.feature_cache:TIMEOUT_S": eight_seconds,
        "reference_platform.api.feature_cache:REST_AFTER_FAILURE_S": no_rest,
    },
)
