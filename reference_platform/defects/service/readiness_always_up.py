"""The readiness check was stubbed to get a deployment through, and nobody took the stub out again."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def always_up(_original: Any) -> Any:
    async def probe(_parts: Any) -> Any:
        from reference_platform.api.wire import Dependencies, Readiness

        states = Dependencies(database="up", cache="up", broker="up", registry="up", model="up")
        return Readiness(status="ready", dependencies=states, notes=[])

    return probe


DEFECT = Defect(
    id="e2e-01-readiness-always-up",
    title="The readiness answer says that everything works, whatever works",
    must_catch=("E2E-01",),
    may_also_catch=("E2E-10",),
    changes=("api",),
    replaces={"reference_platform.api.routes.health:probe": always_up},
)
