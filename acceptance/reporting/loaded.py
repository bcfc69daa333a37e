"""What a load came to in a few figures, so that runs can be compared: kept in the history, drawn over the runs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from acceptance.record.ledger import Kind, Line
from acceptance.reporting.times import GOOD


@dataclass(frozen=True)
class Loaded:
    """One load.

    Attributes:
        about: what it was, as its scenario calls it.
        workload: how much was asked, in words; other amounts are another load.
        average_ms, p95_ms: of good answers; None where there was none.
        good_per_s: good answers a second while requests were offered.
        not_good: the share of requests without a good answer, from 0 to 1; None where nothing was asked.
        doubted: whether something speaks against believing its figures.
    """

    about: str
    workload: str
    average_ms: float | None
    p95_ms: float | None
    good_per_s: float | None
    not_good: float | None
    doubted: bool

    def to_data(self) -> dict[str, Any]:
        """As the history keeps it; `from_data` reads it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Loaded:
        """What `to_data` made; what is no number is unknown."""
        numbers = {name: _number(data.get(name)) for name in ("average_ms", "p95_ms", "good_per_s", "not_good")}
        return cls(
            str(data.get("about")), str(data.get("workload")), **numbers, doubted=data.get("doubted") is not False
        )


def loaded(lines: Iterable[Line]) -> list[Loaded]:
    """Each load of a run that can be read, one of each name: the last counts."""
    return list({one.about: one for line in lines if line.kind == Kind.LOAD for one in _of(line.data)}.values())


def kept(loads: object) -> list[Loaded]:
    """What the history kept of a run's loads; what is none of `to_data` is passed over."""
    return [Loaded.from_data(one) for one in loads if isinstance(one, dict)] if isinstance(loads, list) else []


def _of(data: Mapping[str, Any]) -> Iterator[Loaded]:
    from acceptance.instruments.load.histogram import Latencies

    times, asked = Latencies(), 0
    try:
        for one in data["latencies"]:
            counted = Latencies.from_data(one)
            asked += counted.total
            if one["outcome"] == GOOD:
                times.merge(counted)
        yield Loaded(
            about=str(data["about"]),
            workload=str(data["workload"]),
            average_ms=_milliseconds(times.mean()) if times.total else None,
            p95_ms=_milliseconds(times.quantile(0.95)) if times.total else None,
            good_per_s=round(data["good_in_time"] / data["offered_s"], 3) if asked else None,
            not_good=(asked - times.total) / asked if asked else None,
            doubted=bool(doubts(data)),
        )
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        return  # the first page says of which load nothing can be read


def doubts(load: Mapping[str, Any]) -> list[str]:
    """What the table of a load says against believing it."""
    return [line for line in str(load.get("table") or "").splitlines() if line.startswith(("DOUBT", "DISTURBED"))]


def _milliseconds(seconds: float) -> float | None:
    return round(seconds * 1000, 3) if math.isfinite(seconds) else None


def _number(value: object) -> float | None:
    known = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if known else None  # type: ignore[arg-type]
