"""The delivery pipeline approves what passed its tests, with an account of its own that is no person's."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def lets_programs_approve(steps: Any) -> Any:
    for route in steps.routes:
        if route.path.endswith("/approval"):
            route.openapi_extra = {key: value for key, value in route.openapi_extra.items() if key != "x-people-only"}
    return steps


DEFECT = Defect(
    id="sox-05-program-approves",
    title="A program approves changes",
    must_catch=("SOX-05",),
    changes=("api",),
    replaces={"reference_platform.api.routes.model_changes:steps": lets_programs_approve},
    on=remember,
    off=forget,
)
