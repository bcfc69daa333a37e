"""How long answers took: an HDR histogram in microseconds, exact to three digits, and exact when merged."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hdrh.histogram import HdrHistogram

LONGEST_US = 600_000_000
"""Ten minutes. What took longer is counted as overflow."""
DIGITS = 3


class Latencies:
    """Times of answers, in seconds. What is longer than ten minutes is counted, and longer than any other."""

    def __init__(self, digits: int = DIGITS) -> None:
        self._counts = HdrHistogram(1, LONGEST_US, digits)
        self._digits = digits
        self._data: dict[str, Any] | None = None
        self.overflow = 0

    def add(self, seconds: float, count: int = 1) -> None:
        """Counts an answer; a negative time is counted as one microsecond."""
        self._data = None
        value = max(1, round(seconds * 1e6))
        if value > LONGEST_US or not self._counts.record_value(value, count):
            self.overflow += count

    def merge(self, other: Latencies) -> None:
        """Adds everything that the other one counted."""
        self._data = None
        self._counts.add(other._counts)
        self.overflow += other.overflow

    @property
    def total(self) -> int:
        return int(self._counts.total_count) + self.overflow

    def steps(self) -> list[tuple[float, int]]:
        """Each time that was seen, as the greatest that is counted with it, and how often; in ascending order."""
        counts = np.ctypeslib.as_array(self._counts.counts)
        values = [self._counts.get_value_from_index(int(i)) for i in np.flatnonzero(counts)]
        found = [
            (self._counts.get_highest_equivalent_value(value) / 1e6, int(counts[i]))
            for value, i in zip(values, np.flatnonzero(counts), strict=True)
        ]
        return found + ([(math.inf, self.overflow)] if self.overflow else [])

    def quantile(self, q: float) -> float:
        """The time in which the share `q` of the answers came: the smallest that so many did not exceed.

        Raises:
            ValueError: nothing was counted, or `q` is not between 0 and 1.
        """
        return quantile_of(self.steps(), q)

    def slower_than(self, seconds: float) -> int:
        """How many took longer than `seconds`, to three digits."""
        return sum(count for value, count in self.steps() if value > seconds * (1 + 10**-self._digits))

    def mean(self) -> float:
        """The average of what is within ten minutes, exact to three digits."""
        counted = [(value, count) for value, count in self.steps() if math.isfinite(value)]
        total = sum(count for _, count in counted)
        return sum(value * count for value, count in counted) / total if total else math.nan

    def to_data(self) -> dict[str, Any]:
        """Compact, for records: everything can be computed again from it."""
        if self._data is None:  # encoding takes milliseconds, and most of what is told every second has not changed
            encoded = self._counts.encode().decode("ascii")
            self._data = {"hdr": encoded, "overflow": self.overflow, "digits": self._digits}
        return dict(self._data)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Latencies:
        """What `to_data` made.

        Raises:
            ValueError: it is no histogram.
        """
        latencies = cls(int(data["digits"]))
        try:
            latencies._counts.decode_and_add(data["hdr"])
        except Exception as error:  # noqa: BLE001 - the codec raises whatever its parts raise
            raise ValueError(f"this is no histogram: {type(error).__name__}") from None
        latencies.overflow = int(data["overflow"])
        return latencies


def quantile_of(steps: list[tuple[float, int]], q: float) -> float:
    """The smallest value that at least the share `q` of all does not exceed.

    >>> quantile_of([(0.1, 95), (2.0, 5)], 0.95)
    0.1
    >>> quantile_of([(0.1, 95), (2.0, 5)], 0.96)
    2.0
    """
    total = sum(count for _, count in steps)
    if total == 0 or not 0 <= q <= 1:
        raise ValueError(f"there is no quantile {q} of {total} values")
    rank, seen = max(1, math.ceil(q * total - 1e-9)), 0
    for value, count in steps:
        seen += count
        if seen >= rank:
            return value
    return steps[-1][0]
