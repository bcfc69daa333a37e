"""What a copy for a customer holds, however a platform writes numbers there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from acceptance.platform.places import values

NUMBER = re.compile(r"-?\d+(\.\d+)?")
BY_CHANCE = 6
"""Numbers of fewer digits stand in any copy by chance, as ages, versions and counts."""


def readable(content: Any) -> bool:
    """Whether a copy is a document with something in it that a program can read."""
    return isinstance(content, dict | list) and bool(content)


def holds(content: Any, value: Any) -> bool:
    """Whether one of the values of a copy is a certain one; numbers may stand there as text, and with noughts behind.

    >>> holds({"income": "4200.50"}, 4200.5), holds([True], 1)
    (True, False)
    """
    return any(_same(each, value) for each in values(content))


def lacking(content: Any, expected: Mapping[str, Any]) -> list[str]:
    """The names of those values that a copy does not hold."""
    return [name for name, value in expected.items() if not holds(content, value)]


def concluded(content: Any, answer: Mapping[str, Any], provided: Iterable[Any]) -> list[str]:
    """What of a decision stands in a copy; what is also a value that the customer provided may stand there as that."""
    own = list(provided)
    return [name for name, value in answer.items() if holds(content, value) and not holds(own, value)]


def shows(text: str, number: str) -> bool:
    """Whether a number or a word stands in a text by itself, not as a part of a longer one.

    >>> shows('{"case": 1730}', "1730"), shows('{"at": 1764517300000}', "1730")
    (True, False)
    """
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(number)}(?![0-9A-Za-z])", text) is not None


def of_somebody_else(text: str, numbers: Mapping[str, str]) -> list[str]:
    """The names of those numbers and texts of somebody else that a copy shows, where that can be no chance."""
    telling = {what: n for what, n in numbers.items() if len(n) >= BY_CHANCE or not n.isdecimal()}
    return [what for what, number in telling.items() if shows(text, number)]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    number = _number(one)
    return bool(one == other) or (number is not None and number == _number(other))


def _number(value: Any) -> Decimal | None:
    text = str(value)
    return Decimal(text) if isinstance(value, int | float | str) and NUMBER.fullmatch(text) else None
