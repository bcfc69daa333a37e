"""The database was taken off the list of what readiness needs, because a flapping check had restarted everything."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def without_the_database(original: Any) -> Any:
    return tuple(name for name in original if name != "database")


DEFECT = Defect(
    id="slo-01-ready-while-failing",
    title="The service calls itself ready while every request to score fails",
    must_catch=("SLO-01", "DORA-03"),
    may_also_catch=("E2E-01",),
    changes=("api",),
    replaces={"reference_platform.api.routes.health:NEEDED_TO_SCORE": without_the_database},
    reason="ready while it cannot score",
)
