"""Whether a stored value is a digest of a card number that anybody could compute, or find by trying all numbers."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stdnum import luhn

ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b", "blake2s")
SHORTEST = 8
"""Bytes of a digest that are enough to find a number by: platforms also keep shortened ones."""
LAST_SHOWN = 4
JOINTS = (b"", b":", b"|", b"-", b";", b"_", b" ", b".")
"""What stands between a number and a salt."""

Digest = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Match:
    """A column that holds a digest, and how that was made."""

    column: str
    how: str

    def __str__(self) -> str:
        return f"{self.column}: {self.how}"


def stored_forms(row: Mapping[str, Any]) -> dict[bytes, str]:
    """The beginning of every stored value as raw bytes, whether it is written in bytes, hex or base64 -> its column."""
    forms: dict[bytes, str] = {}
    for column, value in row.items():
        for raw in _readings(value):
            if len(raw) >= SHORTEST:
                forms.setdefault(raw[:SHORTEST], column)
    return forms


def guessable(number: str, row: Mapping[str, Any]) -> list[Match]:
    """The stored values that are digests of a number, alone or with what stands beside it in the row as salt or key.

    >>> import hashlib
    >>> row = {"customer": "c-7", "print": hashlib.sha256(b"c-7:4111111111111111").hexdigest()}
    >>> [str(match) for match in guessable("4111111111111111", row)]
    ['print: sha256 of customer and the number']
    """
    forms = stored_forms(row)
    matches = [
        Match(forms[digest[:SHORTEST]], how) for how, digest in _guesses(number, row) if digest[:SHORTEST] in forms
    ]
    return list(dict.fromkeys(matches))


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


def _guesses(number: str, row: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    plain = number.encode()
    texts = {"the number": plain, "the number backwards": plain[::-1]}
    for size in (4,):
        for mark in ("-", " "):
            texts["the number in groups"] = mark.join(
                number[at : at + size] for at in range(0, len(number), size)
            ).encode()
    salts = [(column, salt) for column, value in row.items() for salt in _as_salt(value)]
    for name in ALGORITHMS:
        digest = _digest(name)
        for what, text in texts.items():
            once = digest(text)
            yield f"{name} of {what}", once
            yield f"{name} of the {name} of {what}", digest(once)
            yield f"{name} of the {name} of {what}", digest(once.hex().encode())
        for column, salt in salts:
            for joint in JOINTS:
                yield f"{name} of {column} and the number", digest(salt + joint + plain)
                yield f"{name} of the number and {column}", digest(plain + joint + salt)
            yield f"{name} keyed with {column}", hmac.digest(salt, plain, name)


def _digest(name: str) -> Digest:
    make = getattr(hashlib, name)
    if name in ("md5", "sha1"):
        return lambda text: bytes(make(text, usedforsecurity=False).digest())
    return lambda text: bytes(make(text).digest())


def _as_salt(value: Any) -> Iterable[bytes]:
    """A neighbour of a stored value in the ways in which it may have been mixed in."""
    if value is None or isinstance(value, bool):
        return []
    if isinstance(value, bytes):
        return [value, value.hex().encode(), base64.b64encode(value)]
    texts = [str(value)]
    if hasattr(value, "isoformat"):
        texts += [
            value.isoformat(),
            value.isoformat()[:10],
            str(int(value.timestamp())) if hasattr(value, "timestamp") else "",
        ]
    return [text.encode() for text in dict.fromkeys(texts) if text]


def _readings(value: Any) -> Iterator[bytes]:
    if isinstance(value, bytes):
        yield value
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return
    text = value.strip()
    for part in {text, *text.replace(":", "$").split("$")}:
        for decode in (bytes.fromhex, base64.b64decode, base64.urlsafe_b64decode):
            try:
                yield decode(part.removeprefix("\\x"))
            except ValueError:
                continue
