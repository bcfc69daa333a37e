"""The whole list of what a run came to, line by line, for whoever asks for it: it may well be longer than a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from acceptance.outcome import Outcome, Standing
from acceptance.record.standing import Coverage
from acceptance.record.summary import ControlSummary, RunSummary

MARKS: Mapping[Outcome, str] = {
    Outcome.SATISFIED: "+",
    Outcome.VIOLATED: "x",
    Outcome.INCONCLUSIVE: "?",
    Outcome.NOT_ASSESSED: "-",
}
"""A mark before each word, so that a column can be looked through."""
_LISTED = 20
"""Answers that did not occur are listed up to this number; the record has all."""


def listing(summary: RunSummary) -> Iterator[str]:
    """Each control, objective, declaration and problem of a run."""
    for control in summary.controls:
        yield from _control(control)
    yield from _covered(summary.coverage)
    yield from (f"  REMINDER: {reminder}" for reminder in summary.reminders)
    yield from _objectives(summary.objectives)
    if summary.api_coverage:
        yield from _answers(summary.api_coverage)
    for draft in summary.drafts:
        yield f"  draft, counts for nothing: {draft.feature} > {draft.name}: {draft.outcome.words}"
    for gap in summary.accepted_gaps:
        yield f"  accepted until {gap['expires']} by {gap['owner']}: {gap['control']}, {gap['scenario']}"
        yield f"    because {gap['reason']}"
    for one in summary.scenarios:
        if one.outcome is not Outcome.SATISFIED:
            yield f"  {marked(one.outcome)} {one.feature} > {one.name} ({one.id})"
            yield f"    {one.reason}"
    yield from (f"PROBLEM: {problem.sentence}" for problem in summary.problems)


def marked(outcome: Outcome) -> str:
    """An outcome as it stands in a column.

    >>> marked(Outcome.VIOLATED)
    'x violated    '
    """
    return f"{MARKS[outcome]} {outcome.words:<12}"


def _control(control: ControlSummary) -> Iterator[str]:
    several = f"{len(control.scenarios)} scenario{'s' if len(control.scenarios) > 1 else ''}"
    proven = "proven" if control.proven else "unproven"
    if control.standing.value == control.outcome.value:
        yield f"  {marked(control.outcome)} {control.id:<10} {several}, {proven}"
    else:
        seen = f"seen: {control.outcome.words}"
        yield f"  {_counted_as(control.standing)} {control.id:<10} {several}, {proven}, {seen}"
    if control.declared:
        yield f"    {control.declared}"
    if control.to_bind:
        yield f"    to bind: {control.to_bind}"


def _counted_as(standing: Standing) -> str:
    """What a control counts as, where that is not what was seen: an expired waiver, or a declaration."""
    mark = MARKS[Outcome.VIOLATED if standing is Standing.VIOLATED else Outcome.NOT_ASSESSED]
    return f"{mark} {standing.words:<12}"


def _covered(coverage: Coverage) -> Iterator[str]:
    beside = (coverage.not_applicable, coverage.provided_by_another_system, coverage.self_checks)
    if not coverage.in_scope and not any(beside):
        return
    parts = ", ".join(f"{one.framework} {one.assessed}/{one.in_scope}" for one in coverage.frameworks)
    yield f"  controls: {coverage.assessed} of {coverage.in_scope} in scope assessed ({parts})"
    for words, controls in (
        ("not applicable", coverage.not_applicable),
        ("provided by another system", coverage.provided_by_another_system),
        ("self-checks of the suite, which say nothing of the platform", coverage.self_checks),
    ):
        if controls:
            yield f"    beside them, {words}: {', '.join(controls)}"


def _objectives(objectives: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A table of the objectives, each status as it follows from the numbers."""
    if objectives:
        yield "  objectives:"
    for one in objectives:
        yield f"  {marked(Outcome(one['status']))} {one['name']}, {one['measured']}: {one['target']}"
        yield from (f"    {part['reason']}" for part in one["parts"])
        budget = one["budget"]
        if budget is not None and budget["burnt_min"] is not None:
            yield (
                f"    error budget {budget['allowed_min']:.1f} min in {one['window_min'] / 1440:g} days; "
                f"this rate burns {budget['burnt_min']:.1f} min ({budget['burn_rate']:.2f} times the budget)"
            )


def _answers(coverage: Mapping[str, Any]) -> Iterator[str]:
    missed = coverage.get("not_exercised", [])
    yield f"  API: {coverage.get('exercised')} of {coverage.get('documented')} documented answers exercised"
    yield from (f"    not exercised: {pair}" for pair in missed[:_LISTED])
    if len(missed) > _LISTED:
        yield f"    and {len(missed) - _LISTED} more, see the record"
