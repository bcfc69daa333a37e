"""What a copy for a customer holds, however a platform writes numbers there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from acceptance.platform.places import values

NUMBER = re.compile(r"-?\d+(\.\d+)?")
NEAR = 0.05
"""How far a number may be from another, as a share of it, to be taken for it, rounded."""
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


def nearly(content: Any, name: str, value: float) -> list[Any]:
    """What stands in a copy under a name and is nearly, but not, a certain number: rounded, cut or blurred.

    What is far from it is something else of that name, such as what the figure added to a score.

    >>> nearly({"now": {"income": 52345.5}, "then": [{"figure": "income", "is": 52000}]}, "income", 52345.5)
    [52000]
    """
    found = [each for each in _named(content, name) if not _same(each, value)]
    return [each for each in found if (number := _number(each)) is not None and _near(float(number), value)]


def _named(content: Any, name: str) -> list[Any]:
    """The single values that stand under a name, or beside it in one record."""
    if isinstance(content, list):
        return [value for part in content for value in _named(part, name)]
    if not isinstance(content, dict):
        return []
    beside = name in [value for value in content.values() if isinstance(value, str)]
    own = [value for key, value in content.items() if (key == name or beside) and not isinstance(value, dict | list)]
    return own + [value for part in content.values() for value in _named(part, name)]


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR * abs(other)


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
