"""The entry of a refused reading names the page that was called, which is the same for every card."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def as_it_is_written(_original: Any) -> Any:
    async def resource_of(request: Any, _log: Any) -> str:
        return str(request.scope["route"].path)

    return resource_of


DEFECT = Defect(
    id="pci-09-refused-card-unnamed",
    title="Entries about refused readings do not tell which card it was",
    must_catch=("PCI-09",),
    changes=("vault",),
    replaces={"reference_platform.api.identity:resource_of": as_it_is_written},
    reason="what the log does not tell",
)
