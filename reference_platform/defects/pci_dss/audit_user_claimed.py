"""A gateway used to authenticate people and pass their name in a header; the header is still believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def believes_the_header(original: Callable[..., Any]) -> Callable[..., Any]:
    def actor_of(request: Any) -> Any:
        actor = original(request)
        return replace(actor, user=request.headers.get("x-user", actor.user))

    return actor_of


DEFECT = Defect(
    id="pci-11-user-claimed",
    title="The user of an entry is what a header says",
    must_catch=("PCI-11",),
    changes=("api",),
    replaces={"reference_platform.api.audit:actor_of": believes_the_header},
    reason="what the entry says",
)
