"""Whether a stored value is a digest of a card number that anybody could compute, or find by trying all numbers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from stdnum import luhn

ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b", "blake2s")
SHORTEST = 8
"""Bytes of a digest that are enough to find a number by: platforms also keep shortened ones."""
LONGEST_WORD = 128
"""Characters of a value that may have been mixed in whole."""
JOINTS = (b"", b":", b"|", b"-", b";", b"_", b" ", b".", b"$", b"/", b"#", b",")
"""What stands between a number and a salt."""
STRETCHED = {"sha1": (1, 1000, 4096, 10_000), "sha256": (1, 1000, 4096, 10_000), "sha512": (1, 1000, 4096)}
"""Rounds of PBKDF2 that are usual where somebody wrote it by hand; a salt beside it makes it no secret."""
PARTS = re.compile(r"[$:;|, .{}()\[\]\"'=/]+")

Digest = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Match:
    """A column that holds a digest, and how that was made."""

    column: str
    how: str

    def __str__(self) -> str:
        return f"{self.column}: {self.how}"


def stored_forms(row: Mapping[str, Any]) -> dict[bytes, str]:
    """Every piece of `SHORTEST` bytes of the stored values, however they are written -> its column.

    Values are read as bytes, as hexadecimal with or without marks, as base64 and base32 with or without padding, as
    whole numbers of either byte order, and as lists and objects of all these.
    """
    forms: dict[bytes, str] = {}
    for column, value in row.items():
        for raw in dict.fromkeys(_readings(value)):
            for at in range(len(raw) - SHORTEST + 1):
                forms.setdefault(raw[at : at + SHORTEST], column)
    return forms


def guessable(number: str, row: Mapping[str, Any], words: Iterable[bytes] = ()) -> list[Match]:
    """The stored values that are digests of a number, alone or with what stands beside it in the row as salt or key.

    >>> import hashlib
    >>> row = {"customer": "c-7", "print": hashlib.sha256(b"c-7:4111111111111111").hexdigest()}
    >>> [str(match) for match in guessable("4111111111111111", row)]
    ['print: sha256 of customer and the number']

    Args:
        words: what stands elsewhere, in other rows, tables and settings, and may be the salt or the key as well.
    """
    forms = stored_forms(row)
    salts = [(column, salt) for column, value in row.items() for salt in _as_salt(value)]
    everything = [*salts, *(("a word that stands elsewhere", word) for word in words)]
    guesses = (*_alone(number), *_stretched(number, salts), *_mixed(number, salts, everything))
    return list(dict.fromkeys(Match(column, how) for how, digest in guesses for column in _found(digest, forms)))


def found_by_trying(issuer_digits: str, last_four: str, digits: int, row: Mapping[str, Any]) -> list[Match]:
    """The stored values that are plain digests of any number with these first and last digits and a valid check digit.

    Of 16 digits with 6 and 4 known, 100,000 are tried with each algorithm.
    """
    forms = stored_forms(row)
    matches = []
    numbers = list(candidates(issuer_digits, last_four, digits))
    for name in ALGORITHMS:
        digest = _digest(name)
        matches += [Match(forms[found], name) for number in numbers if (found := digest(number)[:SHORTEST]) in forms]
    return matches


def candidates(issuer_digits: str, last_four: str, digits: int) -> Iterator[bytes]:
    """Every number with a valid check digit that begins and ends so.

    >>> len(list(candidates("400022", "1234", 16)))
    100000
    """
    free = digits - len(issuer_digits) - len(last_four)
    # The check sum is linear: the last of the free digits is the one that makes it come out right.
    for middle in range(10 ** (free - 1)):
        beginning = f"{issuer_digits}{middle:0{free - 1}d}"
        wrong = luhn.checksum(f"{beginning}0{last_four}")
        yield f"{beginning}{_free_digit(wrong, len(last_four))}{last_four}".encode()


def _free_digit(wrong: int, behind: int) -> int:
    """The digit that adds what is missing to the check sum, `behind` digits from the end."""
    missing = -wrong % 10
    if behind % 2 == 0:
        return missing
    return next(digit for digit in range(10) if (2 * digit - (9 if digit > 4 else 0)) % 10 == missing)


def _found(digest: bytes, forms: Mapping[bytes, str]) -> set[str]:
    """The columns that hold a digest, or its first, second or last part."""
    pieces = (digest[:SHORTEST], digest[len(digest) // 2 :][:SHORTEST], digest[-SHORTEST:])
    return {forms[piece] for piece in pieces if piece in forms}


def written(number: str) -> dict[str, bytes]:
    """The ways in which a number is handed to a digest."""
    ways = {"the number": number.encode(), "the number backwards": number[::-1].encode()}
    for mark in ("-", " ", "."):
        grouped = mark.join(number[at : at + 4] for at in range(0, len(number), 4))
        ways[f"the number in groups with {mark!r}"] = grouped.encode()
    for order in ("utf-16-le", "utf-16-be"):
        ways[f"the number in {order}"] = number.encode(order)
    return ways | {
        "the number and a line's end": f"{number}\n".encode(),
        "the number in quotation marks": f'"{number}"'.encode(),
        "the number as packed digits": bytes.fromhex(number + "f" * (len(number) % 2)),
        "the number as eight bytes": int(number).to_bytes(8, "big"),
        "the number as eight bytes, the least first": int(number).to_bytes(8, "little"),
    }


def _alone(number: str) -> Iterator[tuple[str, bytes]]:
    for name in ALGORITHMS:
        for what, text in written(number).items():
            once = _digest(name)(text)
            yield f"{name} of {what}", once
            for again in ALGORITHMS:
                yield f"{again} of the {name} of {what}", _digest(again)(once)
                yield f"{again} of the {name} of {what}", _digest(again)(once.hex().encode())


def _mixed(
    number: str, salts: Sequence[tuple[str, bytes]], everything: Sequence[tuple[str, bytes]]
) -> Iterator[tuple[str, bytes]]:
    plain = number.encode()
    for name in ALGORITHMS:
        digest = _digest(name)
        for column, salt in everything:
            yield f"{name} keyed with {column}", hmac.digest(salt, plain, name)
            yield f"{name} of {column} and the number", digest(salt + plain)
            yield f"{name} of the number and {column}", digest(plain + salt)
        for column, salt in salts:
            for joint in JOINTS[1:]:
                yield f"{name} of {column} and the number", digest(salt + joint + plain)
                yield f"{name} of the number and {column}", digest(plain + joint + salt)


def _stretched(number: str, salts: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for name, several in STRETCHED.items():
        for column, salt in salts:
            if SHORTEST <= len(salt) <= LONGEST_WORD:
                for rounds in several:
                    yield f"pbkdf2 with {column}", hashlib.pbkdf2_hmac(name, number.encode(), salt, rounds)


def _digest(name: str) -> Digest:
    make = getattr(hashlib, name)
    if name in ("md5", "sha1"):
        return lambda text: bytes(make(text, usedforsecurity=False).digest())
    return lambda text: bytes(make(text).digest())


def _as_salt(value: Any) -> Iterable[bytes]:
    """A neighbour of a stored value in the ways in which it may have been mixed in."""
    if value is None or isinstance(value, bool):
        return []
    if isinstance(value, Mapping):
        return [salt for leaf in value.values() for salt in _as_salt(leaf)]
    if isinstance(value, list | tuple):
        return [salt for leaf in value for salt in _as_salt(leaf)]
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        return [raw, raw.hex().encode(), base64.b64encode(raw), *(raw[:size] for size in (8, 12, 16, 32))]
    texts = [str(value)]
    if hasattr(value, "isoformat"):
        texts += [value.isoformat(), value.isoformat()[:10]]
        texts += [str(int(value.timestamp()))] if hasattr(value, "timestamp") else []
    texts += [part for part in PARTS.split(texts[0]) if len(part) > 1]
    plain = [text.encode() for text in dict.fromkeys(texts) if text]
    return [*plain, *(raw for text in dict.fromkeys(texts) for raw in _decoded(text) if len(raw) >= SHORTEST)]


def _readings(value: Any) -> Iterator[bytes]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        if value and all(isinstance(one, int) and 0 <= one < 256 for one in value):
            yield bytes(value)
        for one in value:
            yield from _readings(one)
        return
    if isinstance(value, bytes | bytearray | memoryview):
        yield bytes(value)
        value = bytes(value).decode("latin-1")
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        yield from _as_bytes(int(value))
    else:
        text = str(value).strip()
        for part in dict.fromkeys((text, *PARTS.split(text))):
            yield from _decoded(part)


def _decoded(text: str) -> Iterator[bytes]:
    """The bytes that a text stands for, in each notation that it may be in."""
    bare = re.sub(r"^(\\x|0x)|[-: ]", "", text)
    # Base64 and base32 are complete only in groups; what is cut off or not padded is read as far as it goes.
    for decode, written in (
        (bytes.fromhex, bare),
        (base64.b64decode, text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)),
        (base64.urlsafe_b64decode, text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)),
        (base64.b32decode, text.rstrip("=").upper() + "=" * (-len(text.rstrip("=")) % 8)),
    ):
        try:
            yield decode(written)
        except ValueError:
            continue
    if re.fullmatch(r"-?[0-9]{10,160}", text):
        yield from _as_bytes(int(text))


def _as_bytes(number: int) -> Iterator[bytes]:
    """A whole number as the bytes that it was read from, in either order."""
    size = max(SHORTEST, (number.bit_length() + 8) // 8)
    for length in {size, size - 1 if size > SHORTEST else size}:
        for order in ("big", "little"):
            try:
                yield number.to_bytes(length, order, signed=number < 0)
            except OverflowError:
                continue
