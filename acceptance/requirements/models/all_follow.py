"""Whether every way in follows a change of model or of a limit, and nothing decided before moves with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.numbers_told import whole_number
from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.decisions import rights_by_every_way
from acceptance.requirements.decisions.every_way import Decided, by_every_way, differing
from acceptance.requirements.models.changes import reason_of
from acceptance.requirements.service.flows import Listener
from acceptance.subjects.customers import Customer, Figures, varied_figures
from acceptance.suite import Suite

LOOKED_AT = 80
"""Of so many sets of figures that whose score is the closest to a limit is taken."""


@dataclass(frozen=True)
class Moved:
    """A limit that was moved across the score of some figures.

    Attributes:
        before, wanted: the limits in use, and those asked for.
        level: the level that the score has by the limits asked for.
    """

    before: Mapping[str, int]
    wanted: Mapping[str, int]
    level: str
    answer: Answer


def figures_at_a_limit(suite: Suite) -> Figures:
    """Figures whose score is as close to a limit between two levels as those of few people are."""
    customer, limits = suite.customer(), limits_in_use(suite)
    tried = varied_figures(suite.product, LOOKED_AT, seed=91)
    scores = [_score(suite.score(customer, **figures.words())) for figures in tried]
    near = [min(abs(score - limit) for limit in limits.values()) for score in scores]
    return tried[near.index(min(near))]


def limits_in_use(suite: Suite) -> dict[str, int]:
    """The limits between the levels of risk that the platform says it uses."""
    return dict(suite.platform.operations.do("read_serving_model").words["cut_offs"])


def move_a_limit_across(suite: Suite, customer: Customer) -> Moved:
    """Moves the limit that is the closest to a customer's score to its other side; it is moved back at the end.

    Raises:
        NotAssessed: the profile does not say which limit belongs to which level.
        Inconclusive: another limit is in the way.
    """
    levels = suite.profile.agreed(ModelChanges).levels
    if not levels:
        raise NotAssessed("the profile does not say which limit belongs to which risk level", Cause.BINDING)
    before, score = limits_in_use(suite), _score(suite.score(customer))
    name = min(before, key=lambda one: abs(score - before[one]))
    wanted = {**before, name: score + 1 if score >= before[name] else score}
    if sorted(before, key=lambda one: before[one]) != sorted(wanted, key=lambda one: wanted[one]) or len(
        {*wanted.values()}
    ) < len(wanted):
        inconclusive(f"two limits are so close to {score} that none can be moved across it", Cause.PLATFORM)
    suite.owe("operation", "change_cut_offs", cut_offs=before, reason="acceptance: back to the limits of before")
    answer = suite.platform.operations.try_("change_cut_offs", cut_offs=wanted, reason=reason_of(suite.nonce()))
    return Moved(before, wanted, level_by(suite, score, wanted), answer)


def level_by(suite: Suite, score: int, limits: Mapping[str, int]) -> str:
    """The level of a score by some limits; the worst where it reaches none."""
    levels = suite.profile.agreed(ModelChanges).levels
    return next((name for name, key in levels.items() if score >= limits[key]), suite.product.levels[-1])


def _score(answer: Answer) -> int:
    return whole_number(answer.words["credit_score"], "the score")


def not_by_version(suite: Suite, waiting: Listener | None, customers: Sequence[Customer], version: str) -> list[str]:
    """Ways in by which decisions now come from another version, or differ from those on the same figures, in words."""
    decided = by_every_way(suite, waiting, customers)
    others = [f"{one.way} decides by version {one.version}" for one in decided if one.version not in (None, version)]
    return sorted({*others, *differing(decided)})


def not_by_level(suite: Suite, waiting: Listener | None, customers: Sequence[Customer], level: str) -> list[str]:
    """Ways in by which the level now is another one, in words."""
    decided = by_every_way(suite, waiting, customers)
    others = [f"{one.way} says {one.decision.level}" for one in decided if one.decision.level not in (None, level)]
    return sorted({*others, *differing(decided)})


def told_of(suite: Suite, decided: Sequence[Decided]) -> dict[str, dict[str, Any]]:
    """What is told now of each decision, by its number."""
    return {str(one.request_id): rights_by_every_way.as_told_now(suite, one) for one in decided}


def changed(
    decided: Sequence[Decided], before: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """What is told otherwise of decisions than before, in words."""
    return [
        f"{what} of {one.way} was {told}, and is {now[str(one.request_id)].get(what)}"
        for one in decided
        for what, told in before[str(one.request_id)].items()
        if now[str(one.request_id)].get(what) != told
    ]
