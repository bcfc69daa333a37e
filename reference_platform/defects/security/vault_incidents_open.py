"""A dashboard shows the incidents of the card service, so the line that says who may read them was left out."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def opens_the_incidents(router: Any) -> Any:
    route = next(one for one in router.routes if one.path == "/incidents")
    route.openapi_extra = None
    return router


DEFECT = Defect(
    id="sec-01-incidents-open",
    title="The card service tells its incidents to whoever asks",
    must_catch=("SEC-01",),
    may_also_catch=("PCI-15",),
    changes=("vault",),
    replaces={"reference_platform.vault.app:router": opens_the_incidents},
    reason="operations that let somebody in",
)
