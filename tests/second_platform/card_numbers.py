"""Card numbers, which this platform has no use for: they are refused wherever words of others would be kept."""

from __future__ import annotations

import re

POSSIBLE = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z])")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def holds_card_number(text: str) -> bool:
    """Whether a text has 13 to 19 digits that may be those of a card (ISO/IEC 7812-1), in groups or not."""
    if UUID.fullmatch(text):
        return False
    return any(_checks(found[0]) for found in POSSIBLE.finditer(text))


def without_card_number(text: str) -> str:
    """A text to keep.

    Raises:
        ValueError: it holds the number of a card.
    """
    if holds_card_number(text):
        raise ValueError("this may be the number of a card")
    return text


def _checks(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(re.sub("[ -]", "", digits)[::-1])]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
