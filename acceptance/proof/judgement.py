"""Whether a defect was caught: by the right controls, for the right reason, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from acceptance.catalogue.proof import DefectProof
from acceptance.outcome import Outcome, Verdict, worst
from acceptance.platform.defects import Defect
from acceptance.record.summary import RunSummary, ScenarioSummary, control_ids
from acceptance.runner.wanted import Sought


def judged(defect: Defect, clean: Mapping[str, Outcome], faulty: RunSummary, *, seconds: float) -> DefectProof:
    """What came of a defect.

    Args:
        clean: what each scenario came to without it, when everything was satisfied or accepted.
        faulty: the run with it.
    """
    complaints = [complaint for control in defect.must_catch if (complaint := _missed(defect, control, faulty))]
    if faulty.problems or not faulty.complete:
        first = faulty.problems[0].sentence if faulty.problems else "it did not reach every scenario."
        complaints.insert(0, f"the run cannot be trusted: {first}")
    beside = [one for one in faulty.scenarios if not defect.concerned & set(control_ids(one.tags))]
    if faulty.started is None:
        raise ValueError(f"{faulty.run_id} has no first line")
    return DefectProof(
        id=defect.id,
        framework=defect.framework,
        title=defect.title,
        must_catch=defect.must_catch,
        may_also_catch=defect.may_also_catch,
        controls={
            control: outcome for control, outcome in _outcomes(faulty.scenarios).items() if control in defect.concerned
        },
        beside=_outcomes(beside),
        killed=not complaints,
        reason="; ".join(complaints) or _violations(defect, defect.must_catch[0], faulty)[0].reason,
        caught_by=tuple(dict.fromkeys(_first(defect, control, faulty) for control in defect.must_catch))
        if not complaints
        else (),
        bystanders=tuple(_told(one) for one in beside if one.outcome != clean.get(one.id)),
        seconds=round(seconds, 1),
        found=faulty.started,
    )


def sought(defect: Defect) -> Sought:
    """The violations that show that a defect was caught."""
    return Sought(defect.must_catch, defect.reason)


def untried(defect: Defect, reason: str, *, now: datetime) -> DefectProof:
    """What came of a defect with which nothing was run."""
    return DefectProof(
        id=defect.id,
        framework=defect.framework,
        title=defect.title,
        must_catch=defect.must_catch,
        may_also_catch=defect.may_also_catch,
        controls={},
        beside={},
        killed=False,
        reason=reason,
        bystanders=(),
        seconds=0,
        found=now,
    )


def _missed(defect: Defect, control: str, run: RunSummary) -> str | None:
    """Why a control did not catch the defect, or None when it did."""
    own = [one for one in run.scenarios if control in one.tags]
    if not own:
        return f"no scenario carries @{control}"
    if _violations(defect, control, run):
        return None
    decisive = worst(Verdict(one.outcome, one.reason) for one in own)
    if decisive.outcome is Outcome.VIOLATED:
        return f"{control} is violated for another reason than {defect.reason!r}: {decisive.reason}"
    return f"{control} is {decisive.outcome.words}" + (f": {decisive.reason}" if decisive.reason else "")


def _violations(defect: Defect, control: str, run: RunSummary) -> list[ScenarioSummary]:
    """The scenarios of a control that are violated, and say so in the words that the defect asks for."""
    wanted = sought(defect)
    return [one for one in run.scenarios if wanted.is_shown_by(control, one.tags, one.outcome, one.reason)]


def _first(defect: Defect, control: str, run: RunSummary) -> str:
    """The first scenario that showed that a control catches the defect, as `feature > name`."""
    one = _violations(defect, control, run)[0]
    return f"{one.feature} > {one.name}"


def _outcomes(scenarios: Iterable[ScenarioSummary]) -> Mapping[str, Outcome]:
    by_control: dict[str, list[Verdict]] = {}
    for one in scenarios:
        for control in control_ids(one.tags):
            by_control.setdefault(control, []).append(Verdict(one.outcome))
    return {control: worst(several).outcome for control, several in sorted(by_control.items())}


def _told(one: ScenarioSummary) -> str:
    return f"{', '.join(control_ids(one.tags))}: {one.feature} > {one.name}: {one.outcome.words}: {one.reason}"
