"""A rule that fits all cards is found in whatever column it stands; what fits some, or a constant, says nothing."""

from __future__ import annotations

import hashlib
import random
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from stdnum import luhn

from acceptance.requirements.cards.worked_out import CARDS, worked_out


def numbers() -> list[str]:
    chance = random.Random(11)
    beginnings = [f"40002212{chance.randrange(10**7):07d}" for _ in range(CARDS)]
    return [one + luhn.calc_check_digit(one) for one in beginnings]


def found(of: Callable[[str], Any]) -> list[str]:
    cards = [(one, {"token": f"ct-{at}", "last_four": one[-4:], "more": of(one)}) for at, one in enumerate(numbers())]
    return worked_out(cards, 6)


@pytest.mark.parametrize(
    "of",
    [
        lambda number: sum(map(int, number)),
        lambda number: f"{number[:6]}******{number[-4:]}/{sum(map(int, number[6:-4]))}",
        lambda number: luhn.calc_check_digit(number[6:-4]),
        lambda number: int(number) % 97,
        lambda number: number[9:12],
        lambda number: [number[8]],
        lambda number: float(number[8:12]),
        lambda number: hashlib.sha256(number.encode()).hexdigest()[:4],
        lambda number: hashlib.md5(number[6:-4].encode()).digest()[:2],
        lambda number: hashlib.sha256(number.encode()).digest()[:4] + hashlib.md5(b"key" + number.encode()).digest(),
        lambda number: zlib.crc32(number.encode()),
        lambda number: f"{zlib.crc32(number.encode()):08X}",
    ],
)
def test_what_follows_from_the_hidden_digits_is_found(of: Callable[[str], Any]) -> None:
    assert any("more" in one for one in found(of))


@pytest.mark.parametrize(
    "of",
    [
        lambda _: 12,
        lambda number: number[:6],
        lambda number: number[-4:],
        lambda number: number[6:8],  # the same for every number of this test range
        lambda number: hashlib.sha256(b"a key" + number.encode()).hexdigest(),
        lambda number: None,
        lambda number: random.Random(number).randrange(10),
    ],
)
def test_what_does_not_follow_from_them_is_not(of: Callable[[str], Any]) -> None:
    assert found(of) == []


def test_what_fits_all_cards_but_one_says_nothing() -> None:
    cards: list[tuple[str, dict[str, Any]]] = [(one, {"sum": sum(map(int, one))}) for one in numbers()]
    cards[3][1]["sum"] += 1
    assert worked_out(cards, 6) == []
