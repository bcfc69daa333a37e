"""How something changes over time: the median of the slopes between all pairs of moments (Theil 1950, Sen 1968).

Single odd moments do not move it. Its bounds are slopes between pairs as well: as many lie below the true one as pairs
of moments are in the wrong order, and how many those are by chance alone is known exactly (Kendall 1938).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from acceptance.record.certainty import CERTAINTY, Certainty
from acceptance.record.statistics import Judgement, Status

FEWEST = 8
"""Moments that a slope is computed from."""
COUNTED_UP_TO = 60
"""So many moments at most have their orders counted; with more, these are as good as normal."""


@dataclass(frozen=True)
class Slope:
    """A change per unit.

    Attributes:
        low: the least that these moments leave open, as sure as one must be that a limit is not kept.
        high: the largest, as sure as one must be that it is kept.
        moments: how many there were.
    """

    low: float
    middle: float
    high: float
    moments: int

    def at_most(self, limit: float, unit: str) -> Judgement:
        """Whether it stays within a limit."""
        if self.moments < FEWEST:
            return Judgement(Status.INCONCLUSIVE, None, None, FEWEST, f"{self.moments} moments tell of no slope")
        told = f"{self.middle:.3g} {unit}, from {self.low:.3g} to {self.high:.3g}, over {self.moments} moments"
        if self.high <= limit:
            return Judgement(Status.SATISFIED, self.middle, self.high, None, f"{told}: at most {limit:g} is met")
        if self.low > limit:
            return Judgement(Status.VIOLATED, self.middle, self.low, None, f"{told}: at most {limit:g} is not met")
        told += f": {limit:g} lies within; {self._settling(limit)}"
        return Judgement(Status.INCONCLUSIVE, self.middle, self.high, None, told)

    def _settling(self, limit: float) -> str:
        """About how many moments would settle it: bounds come closer with the power of 3/2 of their number."""
        off, bound, word = abs(limit - self.middle), self.high, "met"
        if self.middle > limit:
            bound, word = self.low, "not met"
        if not off or not math.isfinite(bound):
            return "more of such moments cannot tell"
        times = (abs(bound - self.middle) / off) ** (2 / 3)
        return f"about {math.ceil(self.moments * times)} such moments would show that it is {word}"

    def __mul__(self, factor: float) -> Slope:
        return Slope(self.low * factor, self.middle * factor, self.high * factor, self.moments)


def slope(points: Sequence[tuple[float, float]], certainty: Certainty = CERTAINTY) -> Slope:
    """The slope of (when, what) with its bounds; nan where there are fewer points than tell of one."""
    if len(points) < FEWEST:
        return Slope(math.nan, math.nan, math.nan, len(points))
    # Here, because every process of a run would pay for it, and few measure slopes.
    import numpy as np

    x, y = np.asarray(points, dtype=float).T
    one, other = np.triu_indices(len(points), 1)
    differ = x[one] != x[other]
    one, other = one[differ], other[differ]
    slopes = np.sort((y[other] - y[one]) / (x[other] - x[one]))
    low = spared(len(points), 1 - certainty.violated)
    high = spared(len(points), 1 - certainty.satisfied)
    return Slope(
        -math.inf if low is None else float(slopes[low]),
        float(np.median(slopes)),
        math.inf if high is None else float(slopes[-1 - high]),
        len(points),
    )


def spared(moments: int, risk: float) -> int | None:
    """How many of the smallest slopes lie below the bound that is wrong with this risk at most; None where none is.

    >>> spared(8, 0.05), spared(8, 0.00005), spared(8, 0.00001)
    (6, 0, None)
    """
    if moments > COUNTED_UP_TO:
        from statistics import NormalDist

        middle = moments * (moments - 1) / 4
        spread = math.sqrt(moments * (moments - 1) * (2 * moments + 5) / 72)
        found = math.floor(middle + NormalDist().inv_cdf(risk) * spread - 1)
        return found if found >= 0 else None
    allowed, so_far = risk * math.factorial(moments), 0
    for disordered, orders in enumerate(_orders(moments)):
        so_far += orders
        if so_far > allowed:
            return disordered - 1 if disordered else None
    return None


@lru_cache(maxsize=256)
def _orders(moments: int) -> tuple[int, ...]:
    """How many of all orders of so many moments have 0, 1, 2, ... pairs in the wrong order."""
    counts = [1]
    for size in range(2, moments + 1):
        sums = [0]
        for count in counts:
            sums.append(sums[-1] + count)
        longest = len(counts) + size - 1
        counts = [sums[min(k + 1, len(counts))] - sums[max(0, k + 1 - size)] for k in range(longest)]
    return tuple(counts)
