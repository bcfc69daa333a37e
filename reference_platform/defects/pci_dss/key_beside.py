"""The hash of a number is keyed as it has to be, with the name of the key instead of the key."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def keyed_with_the_name(_original: Any) -> Any:
    def lookup(keys: Any, number: str) -> bytes:
        import hashlib
        import hmac

        return hmac.digest(keys.current.encode(), number.encode(), hashlib.sha256)

    return lookup


DEFECT = Defect(
    id="pci-03-key-beside",
    title="The hash of a number is keyed with a word that stands in the same row",
    must_catch=("PCI-03",),
    changes=("vault",),
    replaces={"reference_platform.vault.sealing:lookup": keyed_with_the_name},
    reason="sha256 keyed with key_id",
)
