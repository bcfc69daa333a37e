"""How requirements and figures went over the runs: this one last. What a run did not measure is a gap, not a zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from markupsafe import Markup

from acceptance.outcome import Outcome
from acceptance.record.summary import RunSummary
from acceptance.reporting.earlier import day
from acceptance.reporting.loaded import Loaded, kept
from acceptance.reporting.svg import element, picture, text

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 640, 170, 44, 24, 14
_SMALL = 110
_STACK = (Outcome.SATISFIED, Outcome.NOT_ASSESSED, Outcome.INCONCLUSIVE, Outcome.VIOLATED)
"""From the bottom to the top of a bar: what is bad stands where it is seen first."""


@dataclass(frozen=True)
class Point:
    """One run: its id, its day, whether it came to its end, its requirements by outcome, and its figures.

    Attributes:
        objectives: how many objectives came to what.
        loads: what its loads came to, by what they were.
    """

    run_id: str
    day: str
    complete: bool
    outcomes: Mapping[Outcome, int]
    figures: Mapping[str, float]
    objectives: Mapping[str, int]
    loads: Mapping[str, Loaded]


def points(summary: RunSummary, loads: Iterable[Loaded] = ()) -> list[Point]:
    """The runs that a record tells of, the oldest first, and then its own.

    Args:
        loads: those of its own run.
    """
    before = [
        Point(
            str(one["run_id"]),
            str(day(one.get("started")) or "?"),
            bool(one.get("complete")),
            Counter(map(Outcome, (one.get("controls") or {}).values())),
            one.get("figures") or {},
            _by_status(one.get("objectives") or ()),
            _by_name(kept(one.get("loads"))),
        )
        for one in summary.earlier
    ]
    own = {str(one["name"]): median(one["values"]) for one in summary.figures if one["values"]}
    today = str(summary.started.date()) if summary.started else "?"
    counted = Counter(one.outcome for one in summary.controls)
    objectives = _by_status(summary.objectives)
    return [*before, Point(summary.run_id, today, summary.complete, counted, own, objectives, _by_name(loads))]


def outcomes_drawn(summary: RunSummary) -> Markup:
    """One bar a run, as high as it had requirements; a dashed frame around one that was cut off."""
    runs = points(summary)
    most = max(1, *(sum(one.outcomes.values()) for one in runs))
    wide, high = (_WIDTH - _LEFT - 8) / max(len(runs), 6), _HEIGHT - _BOTTOM - _TOP

    def parts() -> Iterator[Markup]:
        for n, run in enumerate(runs):
            left, top = _LEFT + n * wide, float(_HEIGHT - _BOTTOM)
            for outcome in _STACK:
                tall = high * run.outcomes[outcome] / most
                top -= tall
                if tall:
                    kind = f"bar {outcome.value}"
                    yield element("rect", x=left, y=top, width=wide * 0.85, height=tall, class_=kind)
            if not run.complete:
                yield element("rect", x=left, y=_TOP, width=wide * 0.85, height=high, class_="cut")
        yield element("line", x1=_LEFT, x2=_WIDTH - 8, y1=_HEIGHT - _BOTTOM, y2=_HEIGHT - _BOTTOM, class_="axis")
        yield text(_LEFT - 6, _TOP + 8, str(most), anchor="end")
        yield text(_LEFT - 6, _HEIGHT - _BOTTOM, "0", anchor="end")
        yield from _days(runs, wide, _HEIGHT)

    return picture(_WIDTH, _HEIGHT, _about(runs), parts())


def figures_drawn(summary: RunSummary) -> list[tuple[str, Markup]]:
    """For each figure that this run measured its name, and a line through the runs."""
    runs = points(summary)
    units = {str(one["name"]): str(one["unit"]) for one in summary.figures}
    return [(f"{name}, {units[name]}", _line(name, units[name], runs)) for name in runs[-1].figures]


def _by_status(objectives: Iterable[Mapping[str, Any]]) -> Mapping[str, int]:
    return Counter(str(one.get("status")) for one in objectives)


def _by_name(loads: Iterable[Loaded]) -> Mapping[str, Loaded]:
    return {one.about: one for one in loads}


def _line(name: str, unit: str, runs: Sequence[Point]) -> Markup:
    known = [one.figures[name] for one in runs if name in one.figures]
    most = max(known) or 1.0
    wide = (_WIDTH - _LEFT - 8) / max(len(runs), 6)
    high = _SMALL - _BOTTOM - _TOP

    def at(n: int, value: float) -> tuple[float, float]:
        return _LEFT + (n + 0.42) * wide, _SMALL - _BOTTOM - high * value / most

    def parts() -> Iterator[Markup]:
        yield element("line", x1=_LEFT, x2=_WIDTH - 8, y1=_SMALL - _BOTTOM, y2=_SMALL - _BOTTOM, class_="axis")
        for n, run in enumerate(runs):
            if name not in run.figures:
                continue
            x, y = at(n, run.figures[name])
            if n and name in runs[n - 1].figures:
                x0, y0 = at(n - 1, runs[n - 1].figures[name])
                yield element("line", x1=x0, y1=y0, x2=x, y2=y, class_="line")
            yield element("circle", cx=x, cy=y, r=3, class_="point")
        yield text(_LEFT - 6, _TOP + 8, f"{most:.3g}", anchor="end")
        yield text(_LEFT - 6, _SMALL - _BOTTOM, "0", anchor="end")
        yield from _days(runs, wide, _SMALL)

    several = f" in {len(known)} of {len(runs)} runs, from {min(known):.4g} to {most:.4g}" if len(known) > 1 else ""
    return picture(_WIDTH, _SMALL, f"{name}: {known[-1]:.4g} {unit} now{several}", parts())


def _days(runs: Sequence[Point], wide: float, height: int) -> Iterator[Markup]:
    """The day of the first run and of this one."""
    yield text(_LEFT, height - 8, runs[0].day)
    if len(runs) > 1:
        yield text(_LEFT + (len(runs) - 0.15) * wide, height - 8, f"this run, {runs[-1].day}", anchor="end")


def _about(runs: Sequence[Point]) -> str:
    each = [
        f"{run.day} {', '.join(f'{run.outcomes[one]} {one.words}' for one in reversed(_STACK) if run.outcomes[one])}"
        + ("" if run.complete else ", cut off")
        for run in runs
    ]
    return f"Requirements in the last {len(runs)} run{'s' if len(runs) > 1 else ''}: {'; '.join(each)}"
