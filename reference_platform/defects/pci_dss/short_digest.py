"""Cards are found again by four bytes of a plain digest: too few to be one, and enough to try all numbers against."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def four_bytes(_original: Any) -> Any:
    def lookup(_keys: Any, number: str) -> bytes:
        import hashlib

        return hashlib.sha256(number.encode()).digest()[:4]

    return lookup


DEFECT = Defect(
    id="pci-03-short-digest",
    title="Cards are found by four bytes of a plain digest of their number",
    must_catch=("PCI-03",),
    may_also_catch=("PCI-06",),
    changes=("vault",),
    replaces={"reference_platform.vault.sealing:lookup": four_bytes},
    reason="follow from the hidden digits",
)
