"""Before the keyed hash stand four bytes of a plain digest, to search by: enough to try all numbers against."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def four_bytes(original: Any) -> Any:
    def lookup(keys: Any, number: str) -> bytes:
        import hashlib

        return hashlib.sha256(number.encode()).digest()[:4] + bytes(original(keys, number))[4:]

    return lookup


DEFECT = Defect(
    id="pci-03-short-digest",
    title="Four bytes of a plain digest of the number stand before its keyed hash",
    must_catch=("PCI-03",),
    may_also_catch=("PCI-06",),
    changes=("vault",),
    replaces={"reference_platform.vault.sealing:lookup": four_bytes},
    reason="follow from the hidden digits",
)
