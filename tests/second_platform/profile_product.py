"""What the product of the second platform is like, in its profile: scores, levels, figures and their ranges."""

from __future__ import annotations

from typing import Any

from tests.second_platform import plan
from tests.second_platform.dialect import Dialect
from tests.second_platform.scorecard import REFERENCE

FIGURES = {
    "age": "age",
    "income": "income",
    "bureau_score": "bureau",
    "debt_ratio": "debt",
    "employment_years": "employment",
}
"""The suite's word for each figure -> the platform's own name."""
BETTER = {"income": "higher", "bureau_score": "higher", "debt_ratio": "lower", "employment_years": "higher"}


def product(d: Dialect) -> dict[str, Any]:
    return {
        "score": _scores(d),
        "levels": [level.word for level in reversed(d.levels)],
        "granted": d.states["approved"],
        "figures": {word: _range(d, word) for word in FIGURES},
        "customer_numbers": d.numbers,
        "customer_numbers_as": "number" if d.spelling.counted else "text",
        "words": {"product": d.products[0]},
        "times": "iso" if d.spelling.iso else "milliseconds",
        "states": {"open": d.states["open"]},
        "explanations": {"points": "lost", "baseline": "baseline", "changes": "together", "least_changes": 1},
        **({"silence": {"group": plan.GROUP}} if "events" in d.services else {}),
    }


def _scores(d: Dialect) -> dict[str, Any]:
    if d.spelling.risk:
        return {
            "least": 0,
            "most": 1,
            "whole": False,
            "better": "lower",
            "step": 1 / (d.highest_score - d.lowest_score),
        }
    return {"least": d.lowest_score, "most": d.highest_score, "whole": True}


def _range(d: Dialect, word: str) -> dict[str, Any]:
    own = FIGURES[word]
    unit = d.units[own]
    better = {"better": BETTER[word]} if word in BETTER else {}
    in_a_year = {"in_a_year": unit.per_unit} if own in ("age", "employment") else {}
    usual = round(REFERENCE[own] * unit.per_unit)
    return {"least": unit.lowest, "most": unit.highest, "step": 1, "usual": usual, **better, **in_a_year}
