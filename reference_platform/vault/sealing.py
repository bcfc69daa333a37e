"""How a card number is sealed: AES-256-GCM under a key of its own, which is wrapped by a key-encryption key.

Both ciphertexts are bound to the card's token: moved to another row they do not open. What was changed does not
open either; there is no way to get other digits out than those that went in.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from reference_platform.vault.keys import KEY_BYTES, Keys

NONCE_BYTES = 12
TOKEN_LETTERS = "abcdefghijklmnopqrstuvwxyz"
TOKEN_LENGTH = 24  # letters: 113 bits


class Unopenable(Exception):
    """What is stored is not what was sealed, or its key is not known any more."""


@dataclass(frozen=True)
class Sealed:
    """A card number as it is stored."""

    key_id: str
    wrapped_key: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


def new_token() -> str:
    """A token made from chance alone; without digits, it can never be taken for a card number."""
    return "ct-" + "".join(secrets.choice(TOKEN_LETTERS) for _ in range(TOKEN_LENGTH))


def seal(keys: Keys, token: str, number: str) -> Sealed:
    """Seal a card number for the row of `token`, with the current key."""
    data_key = secrets.token_bytes(KEY_BYTES)
    wrapped = _encrypt(keys.sealing[keys.current], data_key, f"key {keys.current} of {token}")
    return Sealed(keys.current, wrapped, _encrypt(data_key, number.encode(), f"card {token}"))


def unseal(keys: Keys, token: str, stored: Sealed) -> str:
    """The card number; raises Unopenable."""
    try:
        wrapping = keys.sealing[stored.key_id]
        data_key = _decrypt(wrapping, stored.wrapped_key, f"key {stored.key_id} of {token}")
        return _decrypt(data_key, stored.sealed, f"card {token}").decode()
    except (InvalidTag, KeyError, ValueError) as error:
        raise Unopenable("the stored card cannot be opened") from error


def lookup(keys: Keys, number: str) -> bytes:
    """The keyed hash of the whole number, by which a card is found again."""
    return hmac.digest(keys.lookup, number.encode(), hashlib.sha256)


def _encrypt(key: bytes, content: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to.encode())


def _decrypt(key: bytes, content: bytes, bound_to: str) -> bytes:
    return AESGCM(key).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], bound_to.encode())
