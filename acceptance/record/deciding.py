"""What each scenario of a record came to: what it claims, weighed by its own evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acceptance.outcome import SATISFIED, Cause, Outcome, Verdict, worst
from acceptance.record.ledger import Kind, Line
from acceptance.record.weighing import Checked, weighed


@dataclass(frozen=True)
class Decided:
    """What one planned scenario came to.

    Attributes:
        planned: what the record says of it.
        contradiction: a sentence where it claims more than its evidence allows; empty otherwise.
    """

    planned: Mapping[str, Any]
    verdict: Verdict
    seconds: float
    contradiction: str = ""


def claims(lines: Sequence[Line]) -> dict[str, list[tuple[Verdict, float]]]:
    """What each scenario claims each time it ran, and for how many seconds it did."""
    found: dict[str, list[tuple[Verdict, float]]] = {}
    for line in lines:
        if line.kind == Kind.SCENARIO_FINISHED and line.scope is not None:
            found.setdefault(line.scope.scenario, []).append((_verdict(line), line.data["seconds"]))
    return found


def decided(lines: Sequence[Line]) -> list[Decided]:
    """Each planned scenario, in the order of the plan."""
    begun = {line.scope.scenario for line in lines if line.kind == Kind.SCENARIO_STARTED and line.scope}
    planned = [one for line in lines if line.kind == Kind.PLAN for one in line.data["scenarios"]]
    claimed = claims(lines)
    steps, checks = _evidence(lines)
    return [
        _weighed(one, claimed[id_], steps.get(id_, {}), checks.get(id_, []))
        if (id_ := one["id"]) in claimed
        else _cut_off(one, "while it ran" if id_ in begun else "before it ran")
        for one in planned
    ]


def told(check: Line) -> str:
    """A check in words."""
    return f"{check.data['meaning']}: expected {check.data['expected']}, but {check.data['seen']}"


def _weighed(
    planned: Mapping[str, Any],
    claimed: Sequence[tuple[Verdict, float]],
    steps: Mapping[int, Verdict],
    checks: Sequence[Checked],
) -> Decided:
    claim, seconds = worst(verdict for verdict, _ in claimed), sum(seconds for _, seconds in claimed)
    verdict = weighed(claim, planned["steps"], steps, checks)
    if verdict.outcome is claim.outcome:
        return Decided(planned, verdict, seconds)
    contradiction = (
        f"{planned['id']} claims to be {claim.outcome.words}, but its steps and checks make it "
        f"{verdict.outcome.words}: {verdict.reason}"
    )
    return Decided(planned, verdict, seconds, contradiction)


def _cut_off(planned: Mapping[str, Any], when: str) -> Decided:
    return Decided(planned, Verdict(Outcome.INCONCLUSIVE, f"The run ended {when}.", Cause.SUITE), 0.0)


def _verdict(line: Line) -> Verdict:
    cause = line.data.get("cause")
    return Verdict(Outcome(line.data["outcome"]), line.data["reason"], Cause(cause) if cause else None)


def _evidence(lines: Sequence[Line]) -> tuple[dict[str, dict[int, Verdict]], dict[str, list[Checked]]]:
    """What the steps of each scenario came to, and its checks."""
    steps: dict[str, dict[int, Verdict]] = {}
    checks: dict[str, list[Checked]] = {}
    for line in lines:
        if line.scope is None:
            continue
        own, step = line.scope.scenario, line.scope.step
        if line.kind == Kind.CHECK:
            made = Checked(step, line.data["held"], not line.data.get("thread"), told(line))
            checks.setdefault(own, []).append(made)
        elif line.kind == Kind.STEP and step is not None:
            known = steps.setdefault(own, {})
            known[step] = worst([known.get(step, SATISFIED), _verdict(line)])
    return steps, checks
