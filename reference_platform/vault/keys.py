"""The vault's keys: in a file of their own, each with an id; a new one replaces an old one without losing it."""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

KEY_BYTES = 32


class BadKeyFile(Exception):
    """The key file cannot be used; the text says why and never what stands in it."""


@dataclass(frozen=True)
class Keys:
    """Key-encryption keys by id, the one that seals new cards, and the key of the look-up hash."""

    current: str
    sealing: dict[str, bytes] = field(repr=False)
    lookup: bytes = field(repr=False)


class KeyFile:
    """The file with the keys, which only the vault may read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.keys = self._read()

    def rotate(self) -> str:
        """Seal with a new key from now on; the earlier ones stay, to open what they sealed. Returns its id."""
        new_id = f"k{len(self.keys.sealing) + 1}-{secrets.token_hex(4)}"
        sealing = self.keys.sealing | {new_id: secrets.token_bytes(KEY_BYTES)}
        self.keys = Keys(new_id, sealing, self.keys.lookup)
        write(self._path, self.keys)
        return new_id

    def _read(self) -> Keys:
        try:
            content = json.loads(self._path.read_text())
            sealing = {key_id: bytes.fromhex(key) for key_id, key in content["sealing"].items()}
            keys = Keys(content["current"], sealing, bytes.fromhex(content["lookup"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadKeyFile(
                f"{self._path}: expected JSON {{current, sealing: {{id: key}}, lookup}} with keys in hexadecimal, "
                f"found {type(error).__name__}"
            ) from error
        if keys.current not in sealing or any(len(key) != KEY_BYTES for key in (*sealing.values(), keys.lookup)):
            raise BadKeyFile(f"{self._path}: every key has {KEY_BYTES} bytes, and current names one of them")
        return keys


def new_keys() -> Keys:
    """The first keys of a vault."""
    first = f"k1-{secrets.token_hex(4)}"
    return Keys(first, {first: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))


def write(path: Path, keys: Keys) -> None:
    """Write the file as a whole or not at all, readable by its owner only."""
    content = {
        "current": keys.current,
        "sealing": {key_id: key.hex() for key_id, key in keys.sealing.items()},
        "lookup": keys.lookup.hex(),
    }
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
    fresh.replace(path)
