"""Whether stored card numbers are sealed: no two look alike, nothing altered opens, and keys lie elsewhere."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from operator import xor
from pathlib import Path
from typing import Any

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform import personal_account
from acceptance.profile.cards import Cards
from acceptance.profile.services import Database
from acceptance.requirements.cards.keeping import Kept, bound, read_number, the_row
from acceptance.subjects.canaries import Canary
from acceptance.suite import Suite

SHORTEST_KEY = 16  # bytes
KEY_WORDS = re.compile(r"[0-9A-Fa-f]{32,}|[A-Za-z0-9+/_-]{22,}={0,2}")
DIGITS_RUN = re.compile(rb"[0-9]{13,19}")


def stored_value(suite: Suite, kept: Kept) -> bytes:
    """The stored value of a card, as bytes."""
    value = the_row(suite, kept).get(
        bound(suite.profile.agreed(Cards).altered, "in which column a card is stored (altered)")
    )
    if not value:
        inconclusive("the column of the stored card is empty", Cause.BINDING)
    return value if isinstance(value, bytes) else str(value).encode()


def decoded(value: bytes) -> Iterator[tuple[str, bytes]]:
    """What a stored value becomes under everything that is sometimes taken for encryption, with the name of it."""
    yield "as it is", value
    text = value.decode("latin-1")
    for word in re.findall(r"[A-Za-z0-9+/_=-]{8,}", text):
        bare = word.rstrip("=")
        for name, decode, written in (
            ("base64", base64.urlsafe_b64decode, bare.replace("+", "-").replace("/", "_") + "=" * (-len(bare) % 4)),
            ("hex", bytes.fromhex, word),
            ("base32", base64.b32decode, bare.upper() + "=" * (-len(bare) % 8)),
        ):
            try:
                yield name, decode(written)
            except ValueError:
                continue
    yield "reversed", value[::-1]


def read_without_key(number: str, value: bytes) -> list[str]:
    """The ways in which a stored value gives the number away without any key."""
    wanted = (number.encode(), number[::-1].encode(), bytes.fromhex(number + "f" * (len(number) % 2)))
    found: set[str] = set()
    for name, plain in decoded(value):
        if any(one in plain for one in wanted):
            found.add(name)
        elif changed_alike([number], plain):
            found.add("each byte changed alike")
    return sorted(found)


def changed_alike(numbers: Sequence[str], value: bytes) -> bool:
    """Whether a value holds the digits of a number, in either direction, with the same done to each of them.

    The same bits turned, or the same added: both leave the steps from one byte to the next as they were.
    """
    turned, added = _steps(value)
    return any(
        one in turned or other in added
        for number in numbers
        for one, other in (_steps(number.encode()), _steps(number[::-1].encode()))
    )


def _steps(value: bytes) -> tuple[bytes, bytes]:
    """What leads from each byte to the next: the bits to be turned, and what is to be added."""
    following = value[1:]
    return bytes(map(xor, value, following)), bytes((b - a) & 255 for a, b in zip(value, following, strict=False))


def same_stream(numbers: tuple[str, str], values: tuple[bytes, bytes]) -> bool:
    """Whether two stored values are their numbers under one and the same stream of bytes: each undoes the other."""
    between = bytes(a ^ b for a, b in zip(*(number.encode() for number in numbers), strict=False))
    shortest = min(map(len, values))
    mixed = bytes(a ^ b for a, b in zip(*(value[:shortest] for value in values), strict=True))
    return between in mixed


SHORTEST_CIPHER_TEXT = 8  # bytes


def alike(same: tuple[Mapping[str, Any], Mapping[str, Any]], other: Mapping[str, Any]) -> list[str]:
    """The columns that are equal in two stored cards of one number and different in a card of another one.

    Short ones are left out: the digits that may be shown are such.
    """
    first, second = same
    return sorted(
        name
        for name, value in first.items()
        if name in second and name in other and len(as_bytes(value)) >= SHORTEST_CIPHER_TEXT
        if as_bytes(value) == as_bytes(second[name]) != as_bytes(other[name])
    )


def as_bytes(value: Any) -> bytes:
    """A stored value as bytes; of what is no text its written form."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b"" if value is None else str(value).encode()


def altered(value: bytes) -> dict[str, bytes]:
    """The stored value with one bit of it changed, at its start, in its middle and at its end, and cut short."""
    places = {"at the start": 0, "in the middle": len(value) // 2, "at the end": len(value) - 1}
    changed = {name: value[:at] + bytes((value[at] ^ 1,)) + value[at + 1 :] for name, at in places.items()}
    return changed | {"cut short": value[:-1]}


def store(suite: Suite, kept: Kept, value: bytes) -> None:
    """Puts a value in the place of a stored card, as somebody who can write to the database."""
    account = bound(suite.profile.agreed(Cards).alter, "how a stored card is altered (alter)")
    database, words = suite.profile.service(Database), {"stored": value, "token": kept.token}
    personal_account.run(database, account, suite.profile.permissions, "destroy", words)


def answers_when_altered(suite: Suite, kept: Kept, values: Mapping[str, bytes]) -> dict[str, str]:
    """What the vault says of a card while each of some values stands in its place; afterwards it is as it was."""
    original = stored_value(suite, kept)
    said = {}
    try:
        for name, value in values.items():
            store(suite, kept, value)
            if stored_value(suite, kept) != value:
                inconclusive("the stored card was not altered, so its reading says nothing", Cause.BINDING)
            answer = read_number(suite, kept.token)
            said[name] = "a number" if answer.succeeded or holds_digits(answer.exchange.body) else "an error"
    finally:
        store(suite, kept, original)
    return said


def holds_digits(body: bytes) -> bool:
    """Whether an answer holds digits that may be a card number."""
    return DIGITS_RUN.search(body) is not None


def keys(suite: Suite) -> list[Canary]:
    """The keys of the vault's key store as things to search for; no record ever shows them.

    Raises:
        NotAssessed: the key store cannot be read from here.
    """
    files = bound(suite.profile.agreed(Cards).key_files, "where the keys can be read (key_files)")
    found: dict[str, None] = {}
    for name in files:
        try:
            text = Path(name).read_text(errors="replace")
        except OSError as error:
            raise NotAssessed(f"the key file cannot be read ({error.strerror})", Cause.ENVIRONMENT) from None
        found |= dict.fromkeys(key.hex() for key in _keys_in(text))
    return [suite.canary("key", value) for value in found]


def _keys_in(text: str) -> Iterator[bytes]:
    try:
        words = [str(value) for value in _leaves(json.loads(text))]
    except ValueError:
        words = text.split()
    for word in words:
        match = KEY_WORDS.fullmatch(word)
        if match is None:
            continue
        if re.fullmatch("[0-9A-Fa-f]+", word) and len(word) % 2 == 0:
            raw = bytes.fromhex(word)
        else:
            raw = base64.urlsafe_b64decode(word.replace("+", "-").replace("/", "_") + "=" * (-len(word) % 4))
        if len(raw) >= SHORTEST_KEY:
            yield raw


def _leaves(node: Any) -> Iterator[Any]:
    if isinstance(node, Mapping):
        for value in node.values():
            yield from _leaves(value)
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value)
    else:
        yield node
