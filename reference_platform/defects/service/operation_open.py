"""A new operation was written without the line that says which role it needs."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def opens_the_current_model(router: Any) -> Any:
    route = next(route for route in router.routes if route.path == "/models/current")
    route.openapi_extra = None
    return router


DEFECT = Defect(
    id="e2e-10-operation-open",
    title="An operation answers everybody, without an identity",
    must_catch=("E2E-10",),
    may_also_catch=("PCI-15",),
    changes=("api",),
    replaces={"reference_platform.api.routes.models:router": opens_the_current_model},
)
