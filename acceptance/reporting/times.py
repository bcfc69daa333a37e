"""How long the answers of a load took, as a histogram: the slow tail is seen, not only its quantiles."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from acceptance.outcome import AcceptanceError
from acceptance.reporting.svg import element, picture, text

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 640, 184, 44, 36, 44
_BARS_A_DECADE = 12
_QUANTILES = (0.5, 0.95, 0.99)
GOOD = "good"
"""The outcome of an answer as agreed, as the lines of a record call it."""


class NoHistogram(AcceptanceError):
    """The record has none that could be read."""


@dataclass(frozen=True)
class Times:
    """Answers of one load: each time that was seen, in seconds, with how often; good ones and all others."""

    good: tuple[tuple[float, int], ...]
    others: tuple[tuple[float, int], ...]

    @property
    def largest(self) -> float:
        return max((seconds for seconds, _ in (*self.good, *self.others) if math.isfinite(seconds)), default=0.0)

    @property
    def least(self) -> float:
        return min((seconds for seconds, _ in (*self.good, *self.others)), default=0.0)


def times_of(load: Mapping[str, Any]) -> Times:
    """What a load line of the record says of times.

    Raises:
        NoHistogram: it says nothing, or nothing that could be read.
    """
    from acceptance.instruments.load.histogram import Latencies

    good, others = Latencies(), Latencies()
    try:
        for one in load["latencies"]:
            (good if one["outcome"] == GOOD else others).merge(Latencies.from_data(one))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise NoHistogram(f"its histogram cannot be read ({type(error).__name__})") from None
    if not good.total + others.total:
        raise NoHistogram("no answer came, so there is no time to draw")
    return Times(tuple(good.steps()), tuple(others.steps()))


def drawn(load: Mapping[str, Any]) -> Markup:
    """The histogram of a load, its axis in decades: as many pixels from 1 to 10 ms as from 10 to 100 ms.

    Raises:
        NoHistogram: there is nothing to draw.
    """
    times = times_of(load)
    first = math.floor(math.log10(max(times.least, 1e-6)) * _BARS_A_DECADE)
    last = max(first, math.floor(math.log10(max(times.largest, 1e-6)) * _BARS_A_DECADE))
    bars = last - first + 1
    good, others = (_counted(one, first, last) for one in (times.good, times.others))
    most = max(good[n] + others[n] for n in range(bars))
    wide = (_WIDTH - _LEFT - 8) / bars
    high = _HEIGHT - _BOTTOM - _TOP

    def x(seconds: float) -> float:
        return _LEFT + (math.log10(seconds) * _BARS_A_DECADE - first) * wide

    def parts() -> Iterator[Markup]:
        for n in range(bars):
            top = float(_HEIGHT - _BOTTOM)
            for count, kind in ((good[n], "good"), (others[n], "bad")):
                if count:
                    tall = max(1.0, high * count / most)
                    top -= tall
                    yield element(
                        "rect", x=_LEFT + n * wide, y=top, width=wide * 0.92, height=tall, class_=f"bar {kind}"
                    )
        yield element("line", x1=_LEFT, x2=_WIDTH - 8, y1=_HEIGHT - _BOTTOM, y2=_HEIGHT - _BOTTOM, class_="axis")
        for decade in range(math.ceil(first / _BARS_A_DECADE), math.floor((last + 1) / _BARS_A_DECADE) + 1):
            yield text(x(10.0**decade), _HEIGHT - _BOTTOM + 16, spoken(10.0**decade), anchor="middle")
        yield text(_LEFT - 6, _TOP + 10, f"{most:,}", anchor="end")
        for number, (q, seconds) in enumerate(_quantiles(times)):
            at, y = x(seconds), 11.0 + 12 * number
            yield element("line", x1=at, x2=at, y1=y + 2, y2=_HEIGHT - _BOTTOM, class_="mark")
            yield text(at + 3, y, f"p{100 * q:g} {spoken(seconds)}", anchor="start" if at < _WIDTH - 90 else "end")
        yield text(_LEFT, _HEIGHT - 4, "time until the answer, each tenfold as wide as the one before")

    return picture(_WIDTH, _HEIGHT, _about(times), parts())


def spoken(seconds: float) -> str:
    """A time with the unit in which it is short.

    >>> spoken(0.00525), spoken(12.0)
    ('5.3 ms', '12 s')
    """
    return (
        f"{seconds * 1000:.2g} ms"
        if seconds < 0.0995
        else f"{seconds * 1000:.0f} ms"
        if seconds < 1
        else f"{seconds:.3g} s"
    )


def _counted(steps: tuple[tuple[float, int], ...], first: int, last: int) -> list[int]:
    """How many fall below each bar; what has no end stands in the last."""
    counts = [0] * (last - first + 1)
    for seconds, count in steps:
        at = math.floor(math.log10(max(seconds, 1e-6)) * _BARS_A_DECADE) if math.isfinite(seconds) else last
        counts[min(max(at, first), last) - first] += count
    return counts


def _quantiles(times: Times) -> Iterator[tuple[float, float]]:
    from acceptance.instruments.load.histogram import quantile_of

    for q in _QUANTILES if times.good else ():
        seconds = quantile_of(list(times.good), q)
        if math.isfinite(seconds):
            yield q, seconds


def _about(times: Times) -> str:
    good, others = (sum(count for _, count in one) for one in (times.good, times.others))
    told = ", ".join(f"{100 * q:g} % within {spoken(seconds)}" for q, seconds in _quantiles(times))
    return f"Times of {good:,} good answers{f': {told}' if told else ''}; {others:,} others"
