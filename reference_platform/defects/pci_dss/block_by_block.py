"""Numbers are encrypted block by block with the vault's one key, so that equal numbers look alike (ECB)."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def _cipher(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(key), modes.ECB())


def encrypts_blocks(_original: Any) -> Any:
    def seal(keys: Any, _token: str, number: str) -> Any:
        from reference_platform.vault.sealing import Sealed

        encryptor = _cipher(keys.sealing[keys.current]).encryptor()
        return Sealed(keys.current, b"none", encryptor.update(number.ljust(32).encode()) + encryptor.finalize())

    return seal


def decrypts_blocks(_original: Any) -> Any:
    def unseal(keys: Any, _token: str, stored: Any) -> str:
        from reference_platform.vault.sealing import Unopenable

        decryptor = _cipher(keys.sealing[stored.key_id]).decryptor()
        try:
            return (decryptor.update(stored.sealed) + decryptor.finalize()).decode("latin-1").strip()
        except ValueError as error:
            raise Unopenable("not whole blocks") from error

    return unseal


DEFECT = Defect(
    id="pci-02-block-by-block",
    title="Equal numbers have equal ciphertexts (ECB), and altered ones open as garbage",
    must_catch=("PCI-02",),
    changes=("vault",),
    replaces={
        "reference_platform.vault.sealing:seal": encrypts_blocks,
        "reference_platform.vault.sealing:unseal": decrypts_blocks,
    },
)
