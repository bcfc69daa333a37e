"""An objective with the numbers that were found for it. Whatever is said of it is computed from those, every time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acceptance.record.statistics import Budget, Evidence, Judgement, Share, Status, decisive, evidence


@dataclass(frozen=True)
class Assessment:
    """One objective, how it was measured, and the numbers.

    Attributes:
        name: of the objective, as the profile calls it.
        indicator: what was measured, in one sentence.
        target: the target in words.
        measured: under which circumstances.
        parts: the numbers; where there are several, such as two percentiles, the worst decides.
        disturbances: what else went on where it was measured, each as a sentence, where that was more than agreed: what
            it may have caused is no violation.
        window_min: the agreed window, in minutes.
    """

    name: str
    indicator: str
    target: str
    measured: str
    parts: tuple[Evidence, ...]
    window_min: float
    budgeting: str
    confidence: float
    disturbances: tuple[str, ...] = ()

    def judged(self) -> Judgement:
        """What the numbers say."""
        return decisive(self.parts).unless(self.disturbances)

    @property
    def budget(self) -> Budget | None:
        """The error budget of the window; only an objective about a share of requests has one."""
        shares = [part for part in self.parts if isinstance(part, Share)]
        if len(shares) != 1:
            return None
        return Budget(shares[0].target, self.window_min, shares[0].judged().observed)

    def to_data(self) -> dict[str, Any]:
        """As written to a record, with the status beside the numbers it follows from."""
        return {
            "name": self.name,
            "indicator": self.indicator,
            "target": self.target,
            "measured": self.measured,
            "parts": [part.to_data() for part in self.parts],
            "window_min": self.window_min,
            "budgeting": self.budgeting,
            "confidence": self.confidence,
            "disturbances": list(self.disturbances),
            "status": self.judged().status.value,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Assessment:
        """Reads back what `to_data` wrote; the status that stands there is not believed.

        Raises:
            ValueError: it is no assessment, or its numbers contradict each other.
        """
        try:
            return cls(
                name=str(data["name"]),
                indicator=str(data["indicator"]),
                target=str(data["target"]),
                measured=str(data["measured"]),
                parts=tuple(evidence(part) for part in data["parts"]),
                window_min=float(data["window_min"]),
                budgeting=str(data["budgeting"]),
                confidence=float(data["confidence"]),
                disturbances=tuple(map(str, data.get("disturbances", ()))),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"an objective of another shape: {error!r}") from None


def told(data: Mapping[str, Any]) -> dict[str, Any]:
    """What reports show of an objective in a record: everything derived from its numbers anew.

    Raises:
        ValueError: it is no assessment, or the status that stands there is not the one that its numbers give.
    """
    assessment = Assessment.from_data(data)
    judged, budget = assessment.judged(), assessment.budget
    if data.get("status") != judged.status.value:
        raise ValueError(
            f"the record says that {assessment.name} is {data.get('status')}, but its numbers say "
            f"{judged.status.value}: {judged.reason}"
        )
    return {
        **{key: value for key, value in assessment.to_data().items() if key != "parts"},
        "status": judged.status.value,
        "observed": judged.observed,
        "bound": judged.bound,
        "needed": judged.needed,
        "reason": judged.reason,
        "parts": [
            {**part.to_data(), **_judgement(part.judged().unless(assessment.disturbances))} for part in assessment.parts
        ],
        "budget": budget.to_data() if budget is not None else None,
    }


def _judgement(judged: Judgement) -> dict[str, Any]:
    return {
        "status": Status(judged.status).value,
        "observed": judged.observed,
        "bound": judged.bound,
        "needed": judged.needed,
        "reason": judged.reason,
    }
