"""What the platform tells as a number, as one. What is none is the platform's fault, and no error of the suite."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from hamcrest import equal_to

from acceptance.checks import check

A_NUMBER, A_WHOLE_NUMBER = "a number", "a whole number"


def whole_number(told: Any, what: str) -> int:
    """What the platform tells as a whole number, also as a text; `what` tells it, for a reader.

    >>> whole_number("12", "the number of an entry")
    12

    Raises:
        Violated: it is none.
    """
    found = as_number(told)
    if found is None or not found.is_integer():
        check(_shown(told), equal_to(A_WHOLE_NUMBER), what)
    return int(Decimal(str(told)))


def number(told: Any, what: str) -> float:
    """What the platform tells as a number, also as a text; `what` tells it, for a reader.

    Raises:
        Violated: it is none.
    """
    found = as_number(told)
    if found is None:
        check(_shown(told), equal_to(A_NUMBER), what)
    assert found is not None, "was just checked"
    return found


def as_number(told: Any) -> float | None:
    """What is told as a number, as one; None where it is none, or has no end.

    >>> as_number("7.5"), as_number(True), as_number(None), as_number("nan")
    (7.5, None, None, None)
    """
    try:
        found = float(told) if isinstance(told, int | float | str | Decimal) and not isinstance(told, bool) else None
    except (ValueError, OverflowError):
        return None
    return found if found is not None and math.isfinite(found) else None


def _shown(told: Any) -> str:
    return "nothing" if told is None else f"{told!r}"
