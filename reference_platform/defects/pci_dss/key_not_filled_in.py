"""The setting that should hold the key was never filled in, and its name is taken for the key."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

NAME = "${CARD_LOOKUP_KEY}"


def keyed_with_its_name(_original: Any) -> Any:
    def lookup(_keys: Any, number: str) -> bytes:
        import hashlib
        import hmac

        return hmac.digest(NAME.encode(), number.encode(), hashlib.sha256)

    return lookup


DEFECT = Defect(
    id="pci-03-key-not-filled-in",
    title="The key of the hash is the name of the setting that should hold it",
    must_catch=("PCI-03",),
    changes=("vault",),
    replaces={"reference_platform.vault.sealing:lookup": keyed_with_its_name},
    reason="a word that stands elsewhere",
)
