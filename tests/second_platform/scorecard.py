"""The points scorecard: more is better, and reasons are the points lost against a declared reference customer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tests.second_platform.dialect import Dialect, Level

Figures = Mapping[str, int]
WEIGHTS = {"bureau": 400, "debt": 250, "income": 200, "employment": 100, "age": 50}
ALL_POINTS = sum(WEIGHTS.values())
# From here to there a figure earns its points: years, euro a month, index, ratio, years. Less debt is better.
EARNS = {"age": (18, 50), "income": (0, 6000), "bureau": (0, 100), "debt": (1, 0), "employment": (0, 15)}
REFERENCE = {"age": 40, "income": 3000, "bureau": 80, "debt": 0.25, "employment": 8}
CHANGEABLE = ("debt", "income", "bureau", "employment")
REASONS = 3


def points_by_figure(figures: Figures, dialect: Dialect) -> dict[str, float]:
    """The points that each figure earns, of 1,000 in all, whatever range the score is written in."""
    return {name: WEIGHTS[name] * _earned(name, figures[name] / dialect.units[name].per_unit) for name in WEIGHTS}


def _earned(name: str, value: float) -> float:
    start, end = EARNS[name]
    return min(1.0, max(0.0, (value - start) / (end - start)))


def score(figures: Figures, dialect: Dialect) -> int:
    """The score in the dialect's range."""
    span = dialect.highest_score - dialect.lowest_score
    return dialect.lowest_score + math.floor(
        span * sum(points_by_figure(figures, dialect).values()) / ALL_POINTS + 1e-9
    )


def level_of(points: int, dialect: Dialect) -> Level:
    """The highest level that these points reach."""
    return [level for level in dialect.levels if points >= level.at_least][-1]


def baseline(dialect: Dialect) -> dict[str, int]:
    """The figures of the reference customer in the dialect's units."""
    return {name: round(value * dialect.units[name].per_unit) for name, value in REFERENCE.items()}


def reasons(figures: Figures, dialect: Dialect) -> list[dict[str, object]]:
    """What cost most against the reference customer, the dearest first, three at most; nothing that cost nothing."""
    reference, own = points_by_figure(baseline(dialect), dialect), points_by_figure(figures, dialect)
    span = dialect.highest_score - dialect.lowest_score
    lost = {name: (reference[name] - own[name]) * span / ALL_POINTS for name in WEIGHTS}
    worst = sorted((name for name in lost if lost[name] > 0), key=lambda name: -lost[name])[:REASONS]
    return [{"figure": dialect.fields[name], "lost": round(lost[name], 2)} for name in worst]


def better_by(figures: Figures, dialect: Dialect) -> list[dict[str, object]]:
    """Changes that together reach the next better level: one where one is enough, none where nothing reaches it."""
    here = dialect.levels.index(level_of(score(figures, dialect), dialect))
    if here + 1 == len(dialect.levels):
        return []
    aim = dialect.levels[here + 1].at_least
    single = (found for name in CHANGEABLE if (found := _change(aim, [name], figures, dialect)))
    return next(single, None) or _change(aim, CHANGEABLE, figures, dialect)


def _change(aim: int, names: Sequence[str], figures: Figures, dialect: Dialect) -> list[dict[str, object]]:
    """Better these figures in turn, each as far as it earns points, until the aim is reached; nothing if it is not."""
    changed: dict[str, int] = {}
    for name in names:
        changed[name] = _value_that_reaches(aim, name, {**figures, **changed}, dialect)
        if score({**figures, **changed}, dialect) >= aim:
            return [{"figure": dialect.fields[name], "value": value} for name, value in changed.items()]
    return []


def _value_that_reaches(aim: int, name: str, figures: Figures, dialect: Dialect) -> int:
    own = points_by_figure(figures, dialect)
    needed = (aim - dialect.lowest_score) * ALL_POINTS / (dialect.highest_score - dialect.lowest_score)
    share = min(1.0, (needed - sum(own.values()) + own[name]) / WEIGHTS[name])
    start, end = EARNS[name]
    exact = (start + share * (end - start)) * dialect.units[name].per_unit
    return math.floor(exact) if end < start else math.ceil(exact)
