"""Numbers are encrypted strongly and with a fresh start each time, but nothing notices when they are altered (CTR)."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def _cipher(key: bytes, start: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(key), modes.CTR(start))


def encrypts_a_stream(_original: Any) -> Any:
    def seal(keys: Any, _token: str, number: str) -> Any:
        import os

        from reference_platform.vault.sealing import Sealed

        start = os.urandom(16)
        encryptor = _cipher(keys.sealing[keys.current], start).encryptor()
        return Sealed(keys.current, b"none", start + encryptor.update(number.encode()) + encryptor.finalize())

    return seal


def decrypts_a_stream(_original: Any) -> Any:
    def unseal(keys: Any, _token: str, stored: Any) -> str:
        decryptor = _cipher(keys.sealing[stored.key_id], stored.sealed[:16]).decryptor()
        return (decryptor.update(stored.sealed[16:]) + decryptor.finalize()).decode("latin-1")

    return unseal


DEFECT = Defect(
    id="pci-02-without-seal",
    title="An altered card opens as another number",
    must_catch=("PCI-02",),
    changes=("vault",),
    replaces={
        "reference_platform.vault.sealing:seal": encrypts_a_stream,
        "reference_platform.vault.sealing:unseal": decrypts_a_stream,
    },
    reason="altered cards that open",
)
