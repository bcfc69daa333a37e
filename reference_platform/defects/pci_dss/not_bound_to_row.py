"""Every card is sealed with the same key and bound to nothing, so that one row's card opens in another row."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def binds_nothing(_original: Any) -> Any:
    def seal(keys: Any, _token: str, number: str) -> Any:
        from reference_platform.vault.sealing import Sealed, _encrypt

        return Sealed(keys.current, b"none", _encrypt(keys.sealing[keys.current], number.encode(), ""))

    return seal


def asks_for_nothing(_original: Any) -> Any:
    def unseal(keys: Any, _token: str, stored: Any) -> str:
        from cryptography.exceptions import InvalidTag

        from reference_platform.vault.sealing import Unopenable, _decrypt

        try:
            return _decrypt(keys.sealing[stored.key_id], stored.sealed, "").decode()
        except (InvalidTag, ValueError) as error:
            raise Unopenable("altered") from error

    return unseal


DEFECT = Defect(
    id="pci-02-not-bound-to-row",
    title="A stored card opens in the row of another one",
    must_catch=("PCI-02",),
    changes=("vault",),
    replaces={
        "reference_platform.vault.sealing:seal": binds_nothing,
        "reference_platform.vault.sealing:unseal": asks_for_nothing,
    },
    reason="exchanged",
)
