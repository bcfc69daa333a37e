"""Explanations of decisions, and whether what they say is so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acceptance.checks import inconclusive
from acceptance.outcome import Cause
from acceptance.platform.bindings import Answer
from acceptance.profile.privacy import Privacy
from acceptance.requirements.decisions.decisions import decision
from acceptance.subjects.customers import FIGURES, Customer, Figure, Figures
from acceptance.suite import Suite

WEAK_REPORT = "an applicant with a weak report"
TOO_MUCH_DEBT = "an applicant with too much debt"
WEAKNESS: dict[str, Figure] = {WEAK_REPORT: "bureau_score", TOO_MUCH_DEBT: "debt_ratio"}
GRADES: dict[Figure, list[float]] = {
    "bureau_score": [float(score) for score in range(660, 300, -15)],
    "debt_ratio": [round(0.3 + 0.07 * i, 2) for i in range(25)],
}
"""From good to bad, in steps coarse enough that the first bad one is not a single point away from a good one."""


@dataclass(frozen=True)
class Declined:
    """A decision against an applicant, and the figures that it was made from."""

    customer: Customer
    figures: Mapping[str, Any]
    answer: Answer


@dataclass(frozen=True)
class Change:
    """What an explanation says would have mattered: one figure, in the suite's words, and what would come of it."""

    figure: str
    before: float
    after: float
    credit_score: Any
    risk_level: Any


@dataclass(frozen=True)
class Explanation:
    """An explanation in the suite's words: `parts` is figure -> points."""

    words: Mapping[str, Any]
    figures: Mapping[str, Any]
    parts: Mapping[str, float]
    changes: list[Change]

    @property
    def weighs_most(self) -> str:
        """The figure that took the most points away, compared with the others."""
        return min(self.parts, key=lambda figure: self.parts[figure])


def declined(suite: Suite, who: str) -> Declined:
    """An applicant whose one weak figure is just bad enough for a refusal.

    Raises:
        Inconclusive: not even the worst figure led to a refusal.
    """
    customer = suite.customer()
    weak = WEAKNESS[who]
    for grade in GRADES[weak]:
        value = int(grade) if weak == "bureau_score" else grade
        figures = {**Figures().words(), weak: value}
        answer = suite.score(customer, **figures)
        if decision(answer).level in suite.profile.agreed(Privacy).declined:
            return Declined(customer, figures, answer)
    inconclusive(f"{who} is never declined, however weak", Cause.PLATFORM)
    return None


def explanation(suite: Suite, refused: Declined) -> Explanation:
    """Reads the explanation of a decision."""
    request_id = refused.answer.words["request_id"]
    answer = suite.platform.operations.do("read_explanation", request_id=request_id)
    ours = {suite.platform.operations.field_of("score", figure): figure for figure in FIGURES.values()}
    parts = suite.platform.populations.read("explanation_parts", request_id=request_id)
    changes = suite.platform.populations.read("explanation_changes", request_id=request_id)
    told: Mapping[str, Any] = answer.words.get("figures") or {}
    return Explanation(
        words=answer.words,
        figures={ours.get(name, name): value for name, value in told.items()},
        parts={ours.get(p["figure"], p["figure"]): float(p["points"]) for p in parts},
        changes=[
            Change(ours.get(c["figure"], c["figure"]), c["before"], c["after"], c["credit_score"], c["risk_level"])
            for c in changes
        ],
    )


def outcome_with(suite: Suite, refused: Declined, figure: str, value: float) -> tuple[Any, Any]:
    """Score and risk level of the same applicant with one figure changed."""
    whole = figure in ("bureau_score", "age")
    decided = decision(suite.score(refused.customer, **{**refused.figures, figure: int(value) if whole else value}))
    return decided.score, decided.level


def smaller(change: Change) -> float:
    """A value at most nine tenths of the way, in whole steps of the figure: hundredths of a ratio or a year."""
    steps = 1 if change.figure in ("bureau_score", "income") else 100
    way = 0.9 * (change.after - change.before) * steps
    return change.before + int(way) / steps  # int() cuts off towards zero, so towards where the change begins
