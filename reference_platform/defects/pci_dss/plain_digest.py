"""Cards are found again by a plain digest of their number: sixty-four strange characters, taken for safe."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def digests(_original: Any) -> Any:
    def lookup(_keys: Any, number: str) -> bytes:
        import hashlib

        return hashlib.sha256(number.encode()).digest()

    return lookup


DEFECT = Defect(
    id="pci-03-plain-digest",
    title="Cards are found by a plain digest of their number",
    must_catch=("PCI-03",),
    may_also_catch=("PCI-01", "PCI-04"),
    changes=("vault",),
    replaces={"reference_platform.vault.sealing:lookup": digests},
)
