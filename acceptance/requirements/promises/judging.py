"""From what was measured to what is said of an objective, and into the record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from hamcrest import equal_to

from acceptance.checks import check, inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.objectives import Objective, minutes
from acceptance.record.assessment import Assessment
from acceptance.record.certainty import Certainty
from acceptance.record.ledger import Kind
from acceptance.record.statistics import Evidence, Status
from acceptance.suite import Suite

Agreed = TypeVar("Agreed", bound=Objective)


def certainty(suite: Suite, objective: Objective | None = None) -> Certainty:
    """How sure one must be to call something met or not met, here and of this objective."""
    return suite.profile.judging.certainty(objective.confidence if objective is not None else None)


def require(objective: Agreed | None, name: str) -> Agreed:
    """The objective, where it was agreed.

    Raises:
        NotAssessed: it was not.
    """
    if objective is None:
        raise NotAssessed(f"the profile says nothing of objectives.{name}", Cause.BINDING)
    return objective


def assess(
    suite: Suite,
    objective: Objective,
    name: str,
    target: str,
    measured: str,
    parts: Iterable[Evidence],
    disturbances: Iterable[str] = (),
) -> Assessment:
    """Writes an objective with the numbers found for it, and with what disturbed the measurement, to the record."""
    assessment = Assessment(
        name=name,
        indicator=objective.indicator,
        target=target,
        measured=measured,
        parts=tuple(parts),
        window_min=minutes(objective.window_days),
        budgeting=objective.budgeting,
        confidence=objective.confidence,
        disturbances=tuple(disturbances),
    )
    suite.ledger.append(Kind.OBJECTIVE, assessment.to_data())
    return assessment


def judge(assessment: Assessment, beside: str = "") -> None:
    """Checks that an objective is satisfied.

    Args:
        beside: what else a reader should know of the numbers.

    Raises:
        Violated: its numbers say that it is not.
        Inconclusive: they say neither; the reason tells how many would be needed.
    """
    judged = assessment.judged()
    meaning = f"{assessment.name} ({assessment.target}), {assessment.measured}: {judged.reason}"
    meaning += f" ({beside})" if beside else ""
    if judged.status is Status.INCONCLUSIVE:
        inconclusive(meaning, Cause.ENVIRONMENT if judged.disturbed else Cause.SUITE)
    check(judged.status.value, equal_to(Status.SATISFIED.value), meaning)


def figure(suite: Suite, name: str, unit: str, better: str, values: Iterable[float]) -> None:
    """Writes a figure that runs are compared by, one value for each repeat, to the record."""
    rounded = [round(value, 6) for value in values]
    if rounded:
        suite.ledger.append(Kind.FIGURE, {"name": name, "unit": unit, "better": better, "values": rounded})
