"""The address is taken from the server's side of the connection, which is always the same, and looks like one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def names_the_server(original: Callable[..., Any]) -> Callable[..., Any]:
    def actor_of(request: Any) -> Any:
        return replace(original(request), origin=request.scope["server"][0])

    return actor_of


DEFECT = Defect(
    id="pci-11-origin-constant",
    title="The origin of every entry is the platform's own address",
    must_catch=("PCI-11",),
    changes=("api",),
    replaces={"reference_platform.api.audit:actor_of": names_the_server},
    reason="what the entry says",
)
