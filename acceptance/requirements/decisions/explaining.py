"""Explanations of decisions, and whether what they say is so."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.numbers_told import number
from acceptance.platform.told import Told
from acceptance.profile.privacy import Privacy
from acceptance.profile.product import Explanations, Range
from acceptance.requirements.decisions.decisions import decision, is_score, outcome_of
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.customers import FIGURES, Customer, Figure, usual
from acceptance.suite import Suite

WEAK_REPORT = "an applicant with a weak report"
TOO_MUCH_DEBT = "an applicant with too much debt"
WEAKNESS: dict[str, Figure] = {WEAK_REPORT: "bureau_score", TOO_MUCH_DEBT: "debt_ratio"}
STANDINGS = (0.0, 0.25, 0.5, 0.75, 0.9, -0.25, -0.5, -0.75, -1.0)
"""How far all other figures of an applicant are from the usual ones towards the worst; below 0 towards the best."""
GRADES = 40
"""In how many steps the weak figure gets worse: so few that the first bad one is seldom close to a good one."""
DECISION = ("credit_score", "risk_level", "model_name", "model_version")
SHARE_OF_A_CHANGE = 0.9


@dataclass(frozen=True)
class Declined:
    """A decision against an applicant, and the figures and the number of the request that it was made from."""

    customer: Customer
    figures: Mapping[str, Any]
    number: str
    answer: Answer


@dataclass(frozen=True)
class Change:
    """What an explanation says would have mattered: one figure, in the suite's words, and what would come of it.

    Score and level are None where the explanation names only the change: it then promises a better level.
    """

    figure: Figure
    before: float
    after: float
    credit_score: Any
    risk_level: Any


@dataclass(frozen=True)
class Explanation:
    """An explanation in the suite's words: `parts` is figure -> points, in the order in which they are named.

    Attributes:
        baseline: the declared figures against which points are lost; empty where they are given.
    """

    words: Mapping[str, Any]
    figures: Mapping[str, Any]
    parts: Mapping[str, float]
    changes: list[Change]
    baseline: Mapping[str, Any]

    def weighs_most(self, score: Range) -> str | None:
        """The figure that took the most away from a score of this range, compared with the others."""
        return min(self.parts, key=lambda figure: self._left(self.parts[figure], score), default=None)

    def _left(self, points: float, score: Range) -> float:
        return -points if self.baseline else score.merit(points)


def agreed(suite: Suite) -> Explanations:
    """How explanations weigh figures here.

    Raises:
        NotAssessed: the profile does not say.
    """
    if suite.product.explanations is None:
        raise NotAssessed(
            "the profile does not say how explanations weigh figures (product.explanations)", Cause.BINDING
        )
    return suite.product.explanations


def declined(suite: Suite, who: str) -> Declined:
    """An applicant whose one weak figure is just bad enough for a refusal.

    Raises:
        Inconclusive: not even the worst figure led to a refusal, beside whatever others.
    """
    customer, weak = suite.customer(), WEAKNESS[who]
    for others in _standings(suite, weak):
        best, worst = (_refuses(suite, _asked(suite, customer, others, weak, share)) for share in (0.0, 1.0))
        if worst and not best:
            return _first_refused(suite, customer, others, weak)
    inconclusive(f"{who} is never declined, however weak", Cause.PLATFORM)
    return None


def _standings(suite: Suite, weak: Figure) -> Iterator[Mapping[str, Any]]:
    """The other figures of applicants, from usual ones to bad ones; what is neither good nor bad stays usual."""
    ranges = suite.product.figures
    for share in STANDINGS:
        worse = {
            name: one.written(one.usual + abs(share) * ((one.worst if share > 0 else one.best) - one.usual))
            for name, one in ranges.items()
            if name != weak and one.better is not None
        }
        yield usual(suite.product, **worse).words()


def _first_refused(suite: Suite, customer: Customer, others: Mapping[str, Any], weak: Figure) -> Declined:
    for grade in range(GRADES + 1):
        found = _asked(suite, customer, others, weak, grade / GRADES)
        if _refuses(suite, found):
            break
    return found


def _asked(suite: Suite, customer: Customer, others: Mapping[str, Any], weak: Figure, share: float) -> Declined:
    """Scores an applicant whose weak figure is a share of the way from best to worst."""
    one, number = suite.product.figures[weak], str(uuid4())
    figures = {**others, weak: one.written(one.best + share * (one.worst - one.best))}
    words = {**customer.words(), **figures, "request_id": number}
    return Declined(customer, figures, number, suite.platform.operations.try_("score_under_a_number", **words))


def _refuses(suite: Suite, found: Declined) -> bool:
    return found.answer.succeeded and outcome_of(found.answer.words) in suite.profile.agreed(Privacy).declined


def explanation(suite: Suite, refused: Declined) -> Explanation:
    """Reads the explanation of a decision."""
    request_id, weighed = refused.answer.words["request_id"], agreed(suite)
    answer = suite.platform.operations.do("read_explanation", request_id=request_id)
    parts = suite.platform.populations.read("explanation_parts", request_id=request_id)
    changes = suite.platform.populations.read("explanation_changes", request_id=request_id)
    ours = our_names(suite)
    figures = _in_our_words(ours, answer.words["figures"])
    return Explanation(
        words=answer.words,
        figures=figures,
        parts={ours.get(p["figure"], p["figure"]): number(p["points"], "the points of a figure") for p in parts},
        changes=[_change(ours.get(c["figure"], c["figure"]), c, figures) for c in changes],
        baseline=_in_our_words(ours, answer.words[weighed.baseline] if weighed.baseline else None),
    )


def asked_of_all(suite: Suite, request_id: Any) -> None:
    """Asks every replica for the explanation of a decision, for whoever keeps one; it need not be explained."""
    with connections_to_all(suite) as replicas:
        for replica in replicas:
            replica.try_("read_explanation", request_id=request_id)


def figures_told_by_all(suite: Suite, request_id: Any) -> list[dict[str, Any]]:
    """The figures that the explanation of a decision names, from every replica."""
    ours = our_names(suite)
    with connections_to_all(suite) as replicas:
        told = [replica.do("read_explanation", request_id=request_id).words["figures"] for replica in replicas]
    return [_in_our_words(ours, figures) for figures in told]


def differing(told: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """The figures that are told otherwise than wanted, or not at all."""
    return [figure for figure, value in wanted.items() if told.get(figure) != value]


def our_names(suite: Suite) -> dict[str, Figure]:
    """What the platform calls each figure -> the suite's word for it."""
    return {suite.platform.operations.field_of("score", figure): figure for figure in FIGURES.values()}


def _in_our_words(ours: Mapping[str, Figure], told: Any) -> dict[str, Any]:
    return {ours.get(name, name): value for name, value in told.items()} if isinstance(told, Mapping) else {}


def _change(figure: Any, told: Told, figures: Mapping[str, Any]) -> Change:
    before = told["before"] if told.tells("before") else figures.get(figure)
    score, level = (told[word] if told.tells(word) else None for word in ("credit_score", "risk_level"))
    return Change(figure, before or 0, told["after"], score, level)


def outcome_with(suite: Suite, refused: Declined, changed: Mapping[Any, Any]) -> tuple[Any, Any]:
    """Score and risk level of the same applicant with some figures changed."""
    decided = decision(suite.score(refused.customer, **{**refused.figures, **changed}))
    return decided.score, decided.level


def points_gained(suite: Suite, refused: Declined, told: Explanation, figures: Sequence[str]) -> dict[str, float]:
    """By how much better the score is when one figure becomes that of the declared baseline, for each of some."""
    merit, score = suite.product.score.merit, refused.answer.words["credit_score"]
    scores = {name: outcome_with(suite, refused, {name: told.baseline.get(name)})[0] for name in figures}
    return {name: merit(got) - merit(score) if is_score(suite, got) else math.nan for name, got in scores.items()}


def together(suite: Suite, changes: Sequence[Change]) -> list[list[Change]]:
    """The changes as they are to be made: each by itself, or all of them at once where that was agreed."""
    return [list(changes)] if agreed(suite).changes == "together" else [[change] for change in changes]


def keeps_its_promise(suite: Suite, refused: Declined, change: Change, got: tuple[Any, Any]) -> bool:
    """Whether an outcome is the one that a change promised: the very one it names, or else a better level."""
    if change.risk_level is not None:
        return got == (change.credit_score, change.risk_level)
    levels = suite.product.levels
    return got[1] in levels and levels.index(got[1]) < levels.index(refused.answer.words["risk_level"])


def smaller(suite: Suite, change: Change) -> float:
    """A value at most nine tenths of the way, in whole steps of the figure."""
    step = suite.product.figures[change.figure].step
    whole_steps = int(SHARE_OF_A_CHANGE * (change.after - change.before) / step)  # cut off to where the change begins
    return suite.product.figures[change.figure].written(change.before + whole_steps * step)
