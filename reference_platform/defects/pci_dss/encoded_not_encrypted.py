"""Numbers are stored in an encoding that looks unreadable, with a prefix that says that they are encrypted."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def encodes(_original: Any) -> Any:
    def seal(keys: Any, _token: str, number: str) -> Any:
        import base64

        from reference_platform.vault.sealing import Sealed

        return Sealed(keys.current, b"none", b"enc:" + base64.b64encode(number.encode()))

    return seal


def decodes(_original: Any) -> Any:
    def unseal(_keys: Any, _token: str, stored: Any) -> str:
        import base64

        return base64.b64decode(stored.sealed.removeprefix(b"enc:")).decode("latin-1")

    return unseal


DEFECT = Defect(
    id="pci-02-encoded-not-encrypted",
    title="Stored numbers are encoded and called encrypted",
    must_catch=("PCI-02",),
    may_also_catch=("PCI-01", "PCI-03", "PCI-04"),
    changes=("vault",),
    replaces={
        "reference_platform.vault.sealing:seal": encodes,
        "reference_platform.vault.sealing:unseal": decodes,
    },
)
