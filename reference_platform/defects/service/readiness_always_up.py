"""The readiness check of the database was stubbed to get a deployment through, and nobody took the stub out again."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def always_up(_original: Any) -> Any:
    async def database_is_up(_parts: Any) -> bool:
        return True

    return database_is_up


DEFECT = Defect(
    id="e2e-01-readiness-always-up",
    title="The readiness answer says that the database works, whether it does or not",
    must_catch=("E2E-01",),
    changes=("api",),
    replaces={"reference_platform.api.routes.health:database_is_up": always_up},
)
