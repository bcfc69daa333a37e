"""How values are written outside: customer numbers as numbers, times with a distance from UTC, scores as a risk.

The platform itself has numbers as text, milliseconds since 1970 and points of which more are better.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

MOMENTS = ("moment", "decided_at", "opened_at", "given_at", "ended_at", "erased_at", "when")
HERE = timezone(timedelta(hours=2))
DIGITS = 8
"""Decimals of a risk."""


@dataclass(frozen=True)
class Spelling:
    """Which values are written otherwise than the platform has them.

    Attributes:
        counted: customer numbers are numbers.
        iso: times are ISO 8601, in the time of this place.
        risk: a score is a probability from 0 to 1, of which less is better.
    """

    counted: bool = False
    iso: bool = False
    risk: bool = False

    def outwards(self, name: str, value: Any, lowest: int, highest: int) -> Any:
        """A value of a name of the platform's own, as it is written outside."""
        if self.counted and name == "number" and isinstance(value, str):
            return int(value)
        if type(value) not in (int, float):
            return value
        if self.iso and name in MOMENTS:
            return datetime.fromtimestamp(value / 1000, HERE).isoformat(timespec="milliseconds")
        if self.risk and name == "points":
            return round((highest - value) / (highest - lowest), DIGITS)
        return round(value / (highest - lowest), DIGITS) if self.risk and name == "lost" else value

    def inwards(self, name: str, value: Any, lowest: int, highest: int) -> Any:
        """A value that was written outside, as the platform has it; what has no sense stays, to be refused."""
        if self.counted and name == "number" and type(value) is int:
            return str(value)
        if self.iso and name in MOMENTS:
            return _milliseconds(value)
        if not self.risk or type(value) not in (int, float):
            return value
        if name == "points":
            return round(highest - value * (highest - lowest))
        return value * (highest - lowest) if name == "lost" else value


def _milliseconds(value: Any) -> Any:
    try:
        return round(datetime.fromisoformat(value).timestamp() * 1000)
    except (TypeError, ValueError):
        return None if value is None else "no time"
