"""How fast, how much, how often wrong, how well as promised: over the runs that a record tells of, its own last.

What a run did not measure is a gap, not a zero. One run is one point.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acceptance.record.statistics import Status
from acceptance.reporting import canvas
from acceptance.reporting.account import Account
from acceptance.reporting.loaded import Loaded, loaded
from acceptance.reporting.trend import Point, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "performance-trends.png"
_MOST_LOADS = len(canvas.COLOURS)
_LABELS = 6
"""Runs that are named below an axis; between them are ticks."""
_COUNTED = 15
"""Runs of which each bar has its numbers; with more of them there is no room."""
_FAR = 3.0
"""A target beyond so many times the largest value is told in words: drawn to scale it would press all others flat."""
_STACK = (
    (Status.SATISFIED, canvas.SATISFIED, ""),
    (Status.INCONCLUSIVE, canvas.INCONCLUSIVE, ".."),
    (Status.VIOLATED, canvas.VIOLATED, "xx"),
)

_UNSOUND = "its figures are doubted, or another amount was asked"
_IN_MS = {"ms": 1.0, "s": 1000.0}

Number = Callable[[Loaded], float | None]


@dataclass(frozen=True)
class Target:
    """A promise about a figure of a load: `words` say whether it is the most or the least."""

    value: float
    words: str


def measures(account: Account) -> bool:
    """Whether a run measured anything that is drawn here."""
    return bool(account.summary.objectives or loaded(account.lines))


def draw(account: Account, target: Path) -> Path:
    """Draws the picture of a run and of those before it."""
    runs = points(account.summary, loaded(account.lines))
    shown = _shown(runs[-1], account.summary.objectives)

    def sheet(figure: Figure) -> None:
        (times, rates), (errors, promises) = figure.subplots(2, 2)
        _times(times, runs, shown, account.summary.objectives)
        _rates(rates, runs, shown, account.summary.objectives)
        _errors(errors, runs, shown, account.summary.objectives)
        _promises(promises, runs)
        figure.suptitle(_heading(account, runs, shown), x=0.01, ha="left", fontsize=13)
        if any(
            _apart(one, runs[-1].loads[about].workload)
            for run in runs
            for about in shown
            if (one := run.loads.get(about))
        ):
            rates.plot([], [], "X", color=canvas.SOFT, markerfacecolor="white", label=_UNSOUND)
        handles, labels = rates.get_legend_handles_labels()
        if handles:
            figure.legend(handles, labels, loc="outside lower left", ncols=2, fontsize=9)

    return canvas.save(target, (13.0, 9.0), sheet)


def _shown(own: Point, objectives: Iterable[Mapping[str, Any]]) -> list[str]:
    """The loads that are drawn: those that something was promised of, else all, as far as they can be told apart."""
    measured = {str(one["measured"]) for one in objectives}
    promised = [about for about in own.loads if about in measured]
    return (promised or list(own.loads))[:_MOST_LOADS]


def _heading(account: Account, runs: Sequence[Point], shown: Sequence[str]) -> str:
    of = account.summary.profile or "a platform"
    drawn = sum(bool(run.loads or run.objectives) for run in runs)
    trend = "one run is no trend" if drawn == 1 else f"{drawn} of {len(runs)} runs measured something"
    left_out = len(runs[-1].loads) - len(shown)
    others = f"; {left_out} other load{'s' if left_out > 1 else ''} of this run left out" if left_out else ""
    return canvas.short(f"{of}, run {account.summary.run_id} and before it: {trend}{others}", 120)


def _times(axes: Axes, runs: Sequence[Point], shown: Sequence[str], objectives: Sequence[Mapping[str, Any]]) -> None:
    axes.set_title("Response time of good answers, ms: p95 (line) and average (dashes)")
    values = _series(axes, runs, shown, lambda one: one.p95_ms, "-")
    values += _series(axes, runs, shown, lambda one: one.average_ms, "--", labelled=False)
    _targets(axes, values, _p95_targets(shown, objectives))
    _axis(axes, runs, values)


def _rates(axes: Axes, runs: Sequence[Point], shown: Sequence[str], objectives: Sequence[Mapping[str, Any]]) -> None:
    axes.set_title("Throughput, good answers a second")
    values = _series(axes, runs, shown, lambda one: one.good_per_s, "-")
    _targets(axes, values, _rate_targets(shown, objectives))
    _axis(axes, runs, values)


def _errors(axes: Axes, runs: Sequence[Point], shown: Sequence[str], objectives: Sequence[Mapping[str, Any]]) -> None:
    axes.set_title("Error rate, % of requests without a good answer")
    values = _series(axes, runs, shown, lambda one: None if one.not_good is None else 100 * one.not_good, "-")
    _targets(axes, values, _error_targets(shown, objectives))
    _axis(axes, runs, values)


def _series(
    axes: Axes, runs: Sequence[Point], shown: Sequence[str], number: Number, style: str, *, labelled: bool = True
) -> list[float]:
    """A line for each load; hollow where its figures are doubted, or another amount was asked than this time."""
    drawn: list[float] = []
    for n, about in enumerate(shown):
        told = [run.loads.get(about) for run in runs]
        values = [value if one and (value := number(one)) is not None else math.nan for one in told]
        colour, marker = canvas.COLOURS[n], canvas.MARKERS[n]
        now = runs[-1].loads[about].workload
        label = canvas.short(f"{about}: {now}", 80) if labelled else None
        axes.plot(range(len(runs)), values, style, color=colour, linewidth=1.4, zorder=2)
        axes.plot([], [], style, color=colour, marker=marker, label=label)
        for x, (one, value) in enumerate(zip(told, values, strict=True)):
            if one is not None and not math.isnan(value):
                sound = not _apart(one, now)
                face = colour if sound and labelled else "white"
                size = (8.5 if labelled else 6.5) - 0.8 * n  # of those that lie on one another, the edge is seen
                mark = marker if sound else "X"
                axes.plot(
                    [x], [value], mark, color=colour, markerfacecolor=face, markersize=size, zorder=3, clip_on=False
                )
                drawn.append(value)
    return drawn


def _apart(one: Loaded, now: str) -> bool:
    """Whether a figure is not to be compared with that of a load which asked for `now`."""
    return one.doubted or one.workload != now


def _targets(axes: Axes, values: Sequence[float], targets: Iterable[Target]) -> None:
    """A line for each target; in words where it lies far beyond everything measured."""
    top, far = max(values, default=0.0), []
    for words, value in {one.words: one.value for one in targets}.items():
        if values and value > _FAR * top and value > 0 and top > 0:
            far.append(f"{words} (beyond this scale)")
        else:
            axes.axhline(value, color=canvas.INK, linestyle=":", linewidth=1.2, zorder=1)
            axes.annotate(
                words, (1.0, value), xycoords=("axes fraction", "data"), xytext=(0, 3), textcoords="offset points",
                ha="right", fontsize=8.5,
                bbox={"facecolor": (1, 1, 1, 0.75), "edgecolor": "none", "pad": 1},
            )  # fmt: skip
    if far:
        axes.text(0.995, 0.98, "\n".join(far), transform=axes.transAxes, ha="right", va="top", fontsize=8.5)


def _axis(axes: Axes, runs: Sequence[Point], values: Sequence[float]) -> None:
    """Time goes to the right, one place a run; every figure begins at zero."""
    _days(axes, runs)
    axes.set_ylim(bottom=0)
    axes.margins(y=0.2)
    axes.autoscale(axis="y")
    axes.set_ylim(bottom=0, top=max(axes.get_ylim()[1] * 1.12, 1e-3))
    axes.grid(axis="y", color=canvas.LINE, linewidth=0.6, zorder=0)
    if not values:
        axes.set_yticks([])
        _nothing(axes, "not assessed: no load was measured")


def _promises(axes: Axes, runs: Sequence[Point]) -> None:
    axes.set_title("Objectives met, % of those that each run looked at")
    for status, colour, hatch in _STACK:
        heights, bottoms = [], []
        for run in runs:
            shares = _shares(run.objectives)
            heights.append(100 * shares.get(status.value, 0.0))
            bottoms.append(100 * sum(shares.get(one.value, 0.0) for one, _, _ in _until(status)))
        axes.bar(
            range(len(runs)), heights, 0.7, bottoms, color=colour, hatch=hatch, edgecolor=canvas.INK, linewidth=0.4,
            label=status.value.replace("_", " "),
        )  # fmt: skip
    for x, run in enumerate(runs):
        total = sum(run.objectives.values())
        if (total and len(runs) <= _COUNTED) or (x == len(runs) - 1 and total):
            axes.text(x, 102, f"{run.objectives.get(Status.SATISFIED.value, 0)}/{total}", ha="center", fontsize=8)
    axes.set_ylim(0, 112)
    axes.set_yticks([0, 25, 50, 75, 100])
    _days(axes, runs)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=4)
    if not any(run.objectives for run in runs):
        _nothing(axes, "not assessed: no objective was measured")


def _shares(counts: Mapping[str, int]) -> Mapping[str, float]:
    total = sum(counts.values())
    return {status: count / total for status, count in counts.items()} if total else {}


def _until(status: Status) -> Iterator[tuple[Status, str, str]]:
    for one in _STACK:
        if one[0] is status:
            return
        yield one


def _days(axes: Axes, runs: Sequence[Point]) -> None:
    every = max(1, math.ceil(len(runs) / _LABELS))
    named = [n for n in range(len(runs)) if (len(runs) - 1 - n) % every == 0]
    axes.set_xticks(named, [_moment(runs[n]) for n in named], fontsize=8)
    axes.set_xticks(range(len(runs)), minor=True)
    axes.set_xlim(-0.6, len(runs) - 0.4)


def _moment(run: Point) -> str:
    """When a run began, by its id where that tells; a run that was cut off says so."""
    try:
        when = f"{datetime.strptime(run.run_id[:15], '%Y%m%d-%H%M%S'):%d %b %H:%M}"
    except ValueError:
        when = run.day
    return when if run.complete else f"{when}\ncut off"


def _nothing(axes: Axes, words: str) -> None:
    axes.patch.set(hatch=canvas.HATCH, edgecolor=canvas.LINE)
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", backgroundcolor="white")


def _p95_targets(shown: Sequence[str], objectives: Sequence[Mapping[str, Any]]) -> Iterator[Target]:
    for one, part in _parts(shown, objectives):
        scale = _IN_MS.get(str(part.get("unit")))
        if part.get("kind") == "quantile" and part.get("quantile") == 0.95 and scale is not None:
            limit = part["limit"] * scale
            yield Target(limit, f"{one['name']}: p95 at most {limit:g} ms")


def _rate_targets(shown: Sequence[str], objectives: Sequence[Mapping[str, Any]]) -> Iterator[Target]:
    for one, part in _parts(shown, objectives):
        if part.get("kind") == "rate" and part.get("per_s") == 1:
            yield Target(part["target"], f"{one['name']}: at least {part['target']:g} a second")


def _error_targets(shown: Sequence[str], objectives: Sequence[Mapping[str, Any]]) -> Iterator[Target]:
    limits: dict[float, list[str]] = {}
    for one, part in _parts(shown, objectives):
        if part.get("kind") == "share":
            names = limits.setdefault(round(100 * (1 - part["target"]), 9), [])
            names.extend({str(one["name"])} - set(names))
    for limit, names in limits.items():
        yield Target(limit, f"{', '.join(names)}: at most {limit:g} %")


def _parts(
    shown: Sequence[str], objectives: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each promise about a load that is drawn."""
    for one in objectives:
        if one["measured"] in shown:
            yield from ((one, part) for part in one["parts"])
