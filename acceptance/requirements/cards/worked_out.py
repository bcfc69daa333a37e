"""What is kept or shown of cards and worked out from their hidden digits without a key: sums, pieces, short digests.

One value says nothing: a sum or the first signs of a digest fit by chance. So one rule has to fit several cards, each
with a number of its own, in the same column.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from stdnum import luhn

from acceptance.profile.cards import Cards
from acceptance.requirements.cards.keeping import Kept, the_row
from acceptance.suite import Suite

CARDS = 10
"""So many cards, that no rule fits all of them by chance."""
DIFFERENT = 4
"""So many values a rule must have for them: what is the same for most cards fits a constant."""
LONGEST = 19
"""Digits of the longest numbers."""
SHOWN = 4
"""Digits at the end that may be shown."""
ENOUGH = 3
"""Signs at the beginning of a digest that are enough, for ten cards; whatever follows may be something else."""
DIVISORS = (7, 9, 11, 13, 37, 89, 97, 99, 101, 997, 1009, 9973)
"""None is a power of ten: what is left of a number then are its last digits, which may be shown."""
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
WORD = re.compile(r"[0-9A-Za-z]+")

Rule = Callable[[str], str]


def held(suite: Suite, cards: Sequence[Kept]) -> list[str]:
    """The columns and shown fields that follow from the hidden digits of these cards, in words."""
    told = [(kept.number.value, _told_of(suite, kept)) for kept in cards]
    return worked_out(told, suite.profile.agreed(Cards).issuer_digits)


def worked_out(cards: Sequence[tuple[str, Mapping[str, Any]]], issuer_digits: int) -> list[str]:
    """The values that follow from the hidden digits by one rule for all cards: which, and how.

    Args:
        cards: the number of each, and what is kept and shown of it.
    """
    numbers = [number for number, _ in cards]
    words = [_words(row) for _, row in cards]
    common = set(words[0]).intersection(*words[1:])
    rules = [(how, expected) for how, rule in _rules(issuer_digits) if _differ(expected := [*map(rule, numbers)])]
    return [
        f"{name}: {how}"
        for name in sorted(common)
        for how, expected in rules
        if all(_fits(row[name], value, how) for row, value in zip(words, expected, strict=True))
    ]


def _told_of(suite: Suite, kept: Kept) -> dict[str, Any]:
    listed = suite.platform.populations.raw("cards_of_customer", customer_id=kept.customer.customer_id)
    shown: Mapping[str, Any] = next((one for one in listed if kept.token in str(one)), {})
    return {**the_row(suite, kept), **{f"shown as {name}": value for name, value in dict(shown).items()}}


def _words(row: Mapping[str, Any]) -> dict[str, str]:
    """Each word of each value, by the column and its place in it; bytes as hexadecimal and as a whole number."""
    return {
        f"{column}, word {at}": word
        for column, value in row.items()
        for at, word in enumerate(WORD.findall(_text(value)), 1)
    }


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        return f"{raw.hex()} {int.from_bytes(raw, 'big')} {int.from_bytes(raw, 'little')}"
    if isinstance(value, float | Decimal) and value == value // 1:
        return str(int(value))
    return "" if value is None else str(value)


def _differ(expected: Sequence[str]) -> bool:
    return len(set(expected)) >= DIFFERENT


def _fits(word: str, expected: str, how: str) -> bool:
    if how.startswith("digest"):
        hexadecimal, _, in_base64 = expected.partition(" ")
        begins = word[:ENOUGH]
        return len(begins) >= 2 and (hexadecimal.startswith(begins.lower()) or in_base64.startswith(begins))
    return word.isdecimal() and word.isascii() and int(word) == int(expected)


def _rules(issuer_digits: int) -> Iterator[tuple[str, Rule]]:
    yield from _sums("the number", lambda number: number)
    yield from _sums("the hidden digits", lambda number: number[issuer_digits:-SHOWN])
    yield from _pieces(issuer_digits)
    for what, piece in (
        ("the number", slice(None)),
        ("the hidden digits", slice(issuer_digits, -SHOWN)),
        ("the number without its check digit", slice(None, -1)),
        ("the last ten digits", slice(-10, None)),
        ("what follows the issuer's digits", slice(issuer_digits, None)),
    ):
        yield from _digests(what, piece)


def _sums(what: str, of: Callable[[str], str]) -> Iterator[tuple[str, Rule]]:
    yield f"the sum of {what}", lambda number: str(sum(map(int, of(number))))
    yield f"the check sum of {what}", lambda number: str(luhn.checksum(of(number)))
    yield f"the check digit of {what}", lambda number: luhn.calc_check_digit(of(number))
    yield f"the sorted digits of {what}", lambda number: "".join(sorted(of(number)))
    for divisor in DIVISORS:
        yield f"{what} divided by {divisor}, what is left", _left(of, divisor)


def _left(of: Rule, divisor: int) -> Rule:
    return lambda number: str(int(of(number)) % divisor)


def _pieces(issuer_digits: int) -> Iterator[tuple[str, Rule]]:
    """Every piece of the hidden digits, told by its place; where numbers are shorter it is shorter."""
    for begin in range(issuer_digits, LONGEST - SHOWN):
        for end in range(begin + 1, LONGEST - SHOWN + 1):
            yield f"digits {begin + 1} to {end}", _piece(slice(begin, end))


def _piece(piece: slice) -> Rule:
    return lambda number: number[:-SHOWN][piece] or "0"


def _digests(what: str, piece: slice) -> Iterator[tuple[str, Rule]]:
    for name in ALGORITHMS:
        yield f"digest {name} of {what}", _digest(name, piece)
    for name, check in (("crc32", zlib.crc32), ("adler32", zlib.adler32)):
        yield f"digest {name} of {what}", _check_sum(check, piece)
        yield f"{name} of {what}", _check_number(check, piece)


def _digest(name: str, piece: slice) -> Rule:
    return lambda number: _both(hashlib.new(name, number[piece].encode()).digest())


def _check_sum(check: Callable[[bytes], int], piece: slice) -> Rule:
    return lambda number: _both(check(number[piece].encode()).to_bytes(4, "big"))


def _check_number(check: Callable[[bytes], int], piece: slice) -> Rule:
    return lambda number: str(check(number[piece].encode()))


def _both(digest: bytes) -> str:
    return f"{digest.hex()} {base64.b64encode(digest).decode()}"
