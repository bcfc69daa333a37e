"""The time-outs to the database were raised for a nightly report, and with them those of the counter."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def a_minute(_original: Any) -> float:
    return 60.0


DEFECT = Defect(
    id="chaos-04-no-time-out",
    title="A database that never answers is waited for a minute",
    must_catch=("CHAOS-04",),
    may_also_catch=("DORA-01", "CHAOS-02"),
    changes=("api",),
    replaces={
        "reference_platform.api.database:STATEMENT_TIMEOUT_S": a_minute,
        "reference_platform.api.database:ACQUIRE_TIMEOUT_S": a_minute,
    },
)
