"""Behind the load balancer every origin was the same, so the header that names the caller is believed, from anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def believes_the_header(original: Callable[..., Any]) -> Callable[..., Any]:
    def actor_of(request: Any) -> Any:
        actor = original(request)
        forwarded = request.headers.get("x-forwarded-for", "").split(",")[0].strip()
        return replace(actor, origin=forwarded or actor.origin)

    return actor_of


DEFECT = Defect(
    id="pci-11-origin-forwarded",
    title="The origin of an entry is what a header says",
    must_catch=("PCI-11",),
    changes=("api",),
    replaces={"reference_platform.api.audit:actor_of": believes_the_header},
    reason="what the entry says",
)
