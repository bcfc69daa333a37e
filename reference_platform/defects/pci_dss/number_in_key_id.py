"""What support needs to find a card is packed into the name of its key, a column that nobody looks at."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def packs_it_in(original: Any) -> Any:
    def seal(keys: Any, token: str, number: str) -> Any:
        import base64
        from dataclasses import replace

        sealed = original(keys, token, number)
        return replace(sealed, key_id=f"{sealed.key_id}.{base64.b64encode(b'-' + number.encode()).decode()}")

    return seal


def ignores_it(original: Any) -> Any:
    def unseal(keys: Any, token: str, stored: Any) -> Any:
        from dataclasses import replace

        return original(keys, token, replace(stored, key_id=stored.key_id.partition(".")[0]))

    return unseal


DEFECT = Defect(
    id="pci-04-number-in-key-id",
    title="The number stands in base64 in the name of its key",
    must_catch=("PCI-04",),
    may_also_catch=("PCI-01", "PCI-02", "PCI-03", "PCI-05"),
    changes=("vault",),
    replaces={
        "reference_platform.vault.sealing:seal": packs_it_in,
        "reference_platform.vault.sealing:unseal": ignores_it,
    },
)
