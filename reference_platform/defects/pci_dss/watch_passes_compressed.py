"""The watch reads what can be read as it lies there; archives are compressed, and are passed over."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def as_it_lies_there(_original: Any) -> Any:
    def unpacked(content: bytes) -> bytes:
        return content

    return unpacked


DEFECT = Defect(
    id="pci-07-watch-passes-compressed",
    title="The watch for card numbers reads no compressed object",
    must_catch=("PCI-07",),
    changes=("vault",),
    replaces={"reference_platform.vault.watch:unpacked": as_it_lies_there},
    reason="incidents that name the object",
)
