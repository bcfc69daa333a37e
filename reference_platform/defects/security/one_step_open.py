"""A new operation that changes something was written without the line that says which role it needs."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def opens_the_correction(router: Any) -> Any:
    route = next(one for one in router.routes if one.path.endswith("/features") and "PATCH" in one.methods)
    route.openapi_extra = None
    return router


DEFECT = Defect(
    id="sec-01-one-step-open",
    title="One new operation that changes something asks nobody who they are",
    must_catch=("SEC-01",),
    may_also_catch=("E2E-10", "PCI-15"),
    changes=("api",),
    replaces={"reference_platform.api.routes.rights:router": opens_the_correction},
    reason="calls that did not refuse who has no right",
)
