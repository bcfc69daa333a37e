"""Compares the figures of runs with those of an accepted baseline.

Every figure is repeated within a run (slices of its load), and there may be several runs. A difference counts only when
it is larger than the threshold *and* than the noise: the confidence interval of the ratio, by the bootstrap that draws
runs first and their repeats then (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, ch. 8), the same for
the same numbers. Where the interval leaves room for a worsening beyond the threshold, nothing is said. A regression is
only called one when even its least possible size is beyond the threshold, as surely as any violation: no drawing
reaches that far out, so the spread of what was drawn is taken, with Student's distribution for few repeats.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import numpy as np
import scipy

from acceptance import json_text
from acceptance.outcome import ConfigurationError
from acceptance.record.certainty import CERTAINTY, Certainty
from acceptance.record.kept import kept_run
from acceptance.text_file import text_of

_AGAIN = "make one with `acceptance baseline accept RUN`"
SHAPE = "scoring-acceptance/performance-baseline/1"
ACCEPTED = "ACCEPTANCE_BASELINE"
"""Variable: a file of accepted figures that stands for the profile's. A proof accepts those of its own clean run."""
DRAWS = 4000
_ENDLESS = 1e12
FEWEST = 3
"""Repeats of a figure without which its noise is not known."""

Better = Literal["lower", "higher"]


class Change(StrEnum):
    """What became of a figure."""

    REGRESSION = "regression"
    INCONCLUSIVE = "inconclusive"
    IMPROVEMENT = "improvement"
    NO_DIFFERENCE = "no difference"


@dataclass(frozen=True)
class Figure:
    """One figure: its repeats, in a list for each run."""

    name: str
    unit: str
    better: Better
    runs: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        """Raises ValueError: nobody could compare it."""
        if self.better not in ("lower", "higher"):
            raise ValueError(f"{self.name!r} says better: {self.better!r:.80}, which has to be 'lower' or 'higher'")
        for value in (value for run in self.runs for value in run):
            if not math.isfinite(value) or value < 0:
                raise ValueError(f"{self.name!r} holds {value:g}, which is no figure")

    @property
    def value(self) -> float:
        """The median of all repeats."""
        return float(np.median([value for run in self.runs for value in run]))

    @property
    def repeats(self) -> int:
        return sum(len(run) for run in self.runs)


@dataclass(frozen=True)
class Measured:
    """The figures of one or several runs, and on what they were measured."""

    fingerprint: Mapping[str, str]
    run_ids: tuple[str, ...]
    figures: Mapping[str, Figure]

    def to_json(self) -> dict[str, Any]:
        return {
            "shape": SHAPE,
            "fingerprint": dict(self.fingerprint),
            "run_ids": list(self.run_ids),
            "figures": {name: asdict(figure) for name, figure in sorted(self.figures.items())},
        }


@dataclass(frozen=True)
class Comparison:
    """One figure now and then. `low` and `high` enclose the ratio of now to then."""

    name: str
    unit: str
    better: Better
    baseline: float
    current: float
    ratio: float
    low: float
    high: float
    threshold: float
    change: Change
    reason: str


def measured(runs: Sequence[Path]) -> Measured:
    """The figures of some runs, each given by its folder or its run.json, as their records tell them.

    Raises:
        ConfigurationError: a run cannot be read, has no figures, is incomplete, or was measured elsewhere.
        Untrusted: a record was changed, or run.json says otherwise.
    """
    prints: dict[str, Mapping[str, str]] = {}
    gathered: dict[str, list[Mapping[str, Any]]] = {}
    for folder in runs:
        path = folder.parent if folder.is_file() else folder
        summary = kept_run(path).require_trust()
        figures = summary.figures
        if not figures:
            raise ConfigurationError(f"{path} has no figures; run `acceptance run --performance-only` for some.")
        if not summary.complete:
            raise ConfigurationError(f"{path} is of a run that was cut off; its figures are not compared.")
        run_id = summary.run_id
        if run_id in prints:
            raise ConfigurationError(f"{path}: the run {run_id} is given twice; a run counts once.")
        prints[run_id] = summary.fingerprint
        for name, figure in _of_a_run(figures).items():
            gathered.setdefault(name, []).append(figure)
    if not prints:
        raise ConfigurationError("No run is given.")
    first = next(iter(prints.values()))
    for run_id, other in prints.items():
        if other != first:
            raise ConfigurationError(f"The run {run_id} was measured elsewhere: {_differences(first, other)}.")
    whole = {name: several for name, several in gathered.items() if len(several) == len(prints)}
    return Measured(first, tuple(prints), {name: _figure(name, several) for name, several in whole.items()})


def measured_now(figures: Sequence[Mapping[str, Any]], run_id: str, fingerprint: Mapping[str, str]) -> Measured:
    """The figures of a run that is still going on.

    Args:
        figures: what its record says so far.
    """
    own = _of_a_run(figures)
    return Measured(fingerprint, (run_id,), {name: _figure(name, [figure]) for name, figure in own.items()})


def read_baseline(path: Path) -> Measured:
    """An accepted baseline.

    Raises:
        ConfigurationError: it is missing, or of another shape.
    """
    data = _json(path)
    if data.get("shape") != SHAPE:
        raise ConfigurationError(
            f"{path}: no baseline of this suite (shape {data.get('shape')!r:.80}, {SHAPE!r} is needed); {_AGAIN}."
        )
    match data:
        case {"fingerprint": dict(machine), "run_ids": list(ids), "figures": dict(told)} if ids and told:
            figures = {name: _accepted(path, name, one, len(ids)) for name, one in told.items()}
            if _all_texts([*machine.values(), *ids]) and len(set(ids)) == len(ids):
                return Measured(machine, tuple(ids), figures)
    raise ConfigurationError(f"{path}: it lacks fingerprint, run_ids (each once) or figures; {_AGAIN}.")


def _accepted(path: Path, name: str, told: Any, runs: int) -> Figure:
    """One figure of a baseline, with its repeats in each of its runs."""
    match told:
        case {"name": str(own), "unit": str(unit), "better": better, "runs": list(several)} if (
            own == name and len(several) == runs and all(map(_are_numbers, several))
        ):
            try:
                return Figure(name, unit, better, tuple(tuple(map(float, run)) for run in several))
            except ValueError as error:
                raise ConfigurationError(f"{path}: {error}; {_AGAIN}.") from None
    raise ConfigurationError(
        f"{path}: the figure {name!r:.80} needs its own name, unit, better, and runs with a list of numbers for "
        f"each of the {runs} run_ids; {_AGAIN}."
    )


def _are_numbers(values: Any) -> bool:
    return isinstance(values, list) and bool(values) and all(map(_is_number, values))


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < _ENDLESS


def _all_texts(values: Sequence[Any]) -> bool:
    return all(isinstance(one, str) and one for one in values)


def write_baseline(accepted: Measured, path: Path) -> None:
    """Makes figures the accepted ones of a file, at once or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(json.dumps(accepted.to_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    fresh.replace(path)


def require_comparable(current: Measured, baseline: Measured, path: Path) -> None:
    """Refuses figures of another machine or platform.

    Raises:
        ConfigurationError: the fingerprints differ, or a figure of the baseline is missing now.
    """
    if current.fingerprint != baseline.fingerprint:
        raise ConfigurationError(
            f"{path} was measured elsewhere: {_differences(baseline.fingerprint, current.fingerprint)}. Accept a "
            "baseline here, or compare nevertheless with --other-machine."
        )


def compared(
    current: Measured, baseline: Measured, threshold_percent: float, sure: Certainty = CERTAINTY
) -> list[Comparison]:
    """Each figure of the baseline, now and then. One that is missing now is inconclusive, never fine."""
    return [
        _compared(current.figures.get(name), figure, threshold_percent, sure)
        for name, figure in sorted(baseline.figures.items())
    ]


def decisive(comparisons: Sequence[Comparison]) -> Change:
    """What all comparisons come to: the worst decides, and none at all is inconclusive."""
    order = [Change.REGRESSION, Change.INCONCLUSIVE, Change.IMPROVEMENT, Change.NO_DIFFERENCE]
    return min((one.change for one in comparisons), key=order.index, default=Change.INCONCLUSIVE)


def markdown(comparisons: Sequence[Comparison]) -> str:
    """A table for people: the metric, both figures, their ratio with its interval, the threshold and what follows."""
    lines = ["| metric | baseline | current | ratio | 95 % interval | threshold | |", "|---|--:|--:|--:|---|--:|---|"]
    lines += [
        f"| {one.name} | {one.baseline:.4g} {one.unit} | {one.current:.4g} {one.unit} | {one.ratio:.3f} | "
        f"{one.low:.3f} to {one.high:.3f} | {one.threshold:g} % | **{one.change}**: {one.reason} |"
        for one in comparisons
    ]
    return "\n".join(lines)


def interval(
    current: Figure, baseline: Figure, sure: Certainty = CERTAINTY, seed: int = 20_261_125
) -> tuple[float, float, float, float]:
    """The ratio of the medians, the bounds that enclose it with 95 % confidence, and by which factor it may be off.

    The factor is that of the certainty with which a violation is called one.
    """
    chance = np.random.default_rng(seed)
    drawn = _medians(current, chance) / _medians(baseline, chance)
    tail = 50 * (1 - sure.satisfied)
    low, high = np.percentile(drawn, [tail, 100 - tail])
    freedom = max(1, min(current.repeats, baseline.repeats) - 1)
    spread = float(np.log(drawn).std())
    factor = float(np.exp(spread * scipy.special.stdtrit(freedom, sure.violated)))
    return current.value / baseline.value, float(low), float(high), factor


def _compared(current: Figure | None, baseline: Figure, threshold_percent: float, sure: Certainty) -> Comparison:
    def said(change: Change, reason: str, ratio: float, low: float, high: float) -> Comparison:
        now = current.value if current is not None else float("nan")
        return Comparison(
            baseline.name,
            baseline.unit,
            baseline.better,
            baseline.value,
            now,
            ratio,
            low,
            high,
            threshold_percent,
            change,
            reason,
        )

    unknown = float("nan")
    if current is None:
        return said(Change.INCONCLUSIVE, "it was not measured now", unknown, unknown, unknown)
    if (current.unit, current.better) != (baseline.unit, baseline.better):
        return said(
            Change.INCONCLUSIVE, "it is another figure now: unit or direction differ", unknown, unknown, unknown
        )
    if baseline.value <= 0 or current.value <= 0:
        return said(Change.INCONCLUSIVE, "a figure of nothing has no ratio", unknown, unknown, unknown)
    ratio, low, high, factor = interval(current, baseline, sure)
    few = min(current.repeats, baseline.repeats)
    if few < FEWEST:
        return said(Change.INCONCLUSIVE, f"{few} repeats tell nothing of the noise", ratio, low, high)
    # How much worse: above 1 is worse, whichever direction is better.
    worse, least, most = (ratio, low, high) if baseline.better == "lower" else (1 / ratio, 1 / high, 1 / low)
    limit = 1 + threshold_percent / 100
    if worse / factor > limit and least > limit:
        return said(Change.REGRESSION, f"{worse:.2f} times as bad, beyond threshold and noise", ratio, low, high)
    if worse < 1 / limit and most < 1:
        return said(Change.IMPROVEMENT, f"{1 / worse:.2f} times as good, beyond threshold and noise", ratio, low, high)
    if most <= limit:
        return said(Change.NO_DIFFERENCE, "no worsening beyond the threshold", ratio, low, high)
    return said(
        Change.INCONCLUSIVE,
        f"anything from {min(least, worse / factor):.2f} to {most:.2f} times as bad is possible: compare more runs, or "
        "quieter ones",
        ratio,
        low,
        high,
    )


def _medians(figure: Figure, chance: np.random.Generator) -> Any:
    """Medians of figures drawn anew: as many runs as there are, and as many repeats of each as it has."""
    runs = [np.asarray(run) for run in figure.runs if run]
    chosen = chance.integers(len(runs), size=(DRAWS, len(runs)))
    drawn = np.full((DRAWS, len(runs), max(len(run) for run in runs)), np.nan)
    for index, run in enumerate(runs):
        taken = chosen == index
        drawn[taken, : len(run)] = chance.choice(run, (int(taken.sum()), len(run)))
    return np.nanmedian(drawn.reshape(DRAWS, -1), axis=1)


def _of_a_run(figures: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Each figure of one run once; one that was measured twice has more repeats."""
    own: dict[str, Mapping[str, Any]] = {}
    for figure in figures:
        name = str(figure.get("name"))
        known = own.get(name, {"values": []})
        own[name] = {**figure, "values": [*known["values"], *figure.get("values", [])]}
    return own


def _figure(name: str, several: Sequence[Mapping[str, Any]]) -> Figure:
    try:
        first = several[0]
        runs = tuple(tuple(float(value) for value in one["values"]) for one in several)
        return Figure(name, str(first["unit"]), first["better"], runs)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(f"The figure {name!r} cannot be compared ({error}); measure it anew.") from None


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json_text.strictly(text_of(path))
    except ValueError as error:
        raise ConfigurationError(f"{path} is not JSON: {json_text.told(error)}; {_AGAIN}.") from None
    if not isinstance(data, dict):
        raise ConfigurationError(f"{path} holds no JSON object; {_AGAIN}.")
    return data


def _differences(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    return ", ".join(
        f"{key} {then.get(key, 'unknown')!r} and {now.get(key, 'unknown')!r}"
        for key in sorted({*then, *now})
        if then.get(key) != now.get(key)
    )
