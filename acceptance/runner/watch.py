"""Follows one scenario while it runs, writes it to the record, and comes to its verdict."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from typing import Any

from behave.model import Scenario, Step
from behave.model_type import Status

from acceptance.checks import CheckLog, reports_to, shortened
from acceptance.outcome import (
    SATISFIED,
    AcceptanceError,
    Cause,
    Inconclusive,
    NotAssessed,
    Outcome,
    Verdict,
    Violated,
    worst,
)
from acceptance.record.ledger import Kind, Ledger, Scope
from acceptance.record.weighing import weighed
from acceptance.runner.selection import missing, place, step_types

LONGEST_REASON = 600
"""Characters."""


def verdict_of(error: BaseException, step_type: str) -> Verdict:
    """What an exception from a step means: only a failed check in a Then speaks against the platform."""
    if isinstance(error, Violated) and step_type == "then":
        return Verdict(Outcome.VIOLATED, error.reason, error.cause)
    if isinstance(error, NotAssessed):
        return Verdict(Outcome.NOT_ASSESSED, error.reason, error.cause)
    if isinstance(error, KeyboardInterrupt):
        return Verdict(Outcome.INCONCLUSIVE, "The run was interrupted", Cause.SUITE)
    return Verdict(Outcome.INCONCLUSIVE, described(error), cause_of(error))


def cause_of(error: BaseException) -> Cause:
    """Whom to look at first: what the error itself says, else the platform for a lost connection, else us."""
    declared = getattr(error, "cause", None)
    if isinstance(declared, Cause):
        return declared
    return Cause.PLATFORM if isinstance(error, ConnectionError | TimeoutError) else Cause.SUITE


def described(error: BaseException) -> str:
    """An error in one sentence; its type is named where its message was not written for a reader."""
    message = shortened(str(error), LONGEST_REASON)
    if isinstance(getattr(error, "cause", None), Cause) or isinstance(error, AcceptanceError):
        return message
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


class UnplannedStep(Exception):
    """A step was run that no feature holds at this place."""


class ScenarioWatch:
    """The scenario that is running now. Everything written in its process until `finish` carries its id."""

    def __init__(self, scenario: Scenario, ledger: Ledger, checks: CheckLog) -> None:
        self._scenario = scenario
        self._ledger = ledger
        self._checks = checks
        self._verdicts: list[Verdict] = []
        self._steps = tuple(scenario.all_steps)  # as they were parsed: a step can take others away
        self._types = step_types(scenario)
        self._numbers = {id(step): number for number, step in enumerate(self._steps, 1)}
        self._checked_before = 0
        self._ended: dict[int, Verdict] = {}
        self._left_out = False
        self._started = time.monotonic()
        self._step_started = self._started
        self._place = place(scenario)
        checks.begin()
        ledger.scope = Scope(self._place)
        ledger.append(Kind.SCENARIO_STARTED)

    def add(self, verdicts: Sequence[Verdict]) -> None:
        """Adds what somebody else found out about the scenario, such as a failed clean-up."""
        self._verdicts += verdicts

    def leave_out(self, verdict: Verdict) -> None:
        """Says why none of the steps will run, where that was declared before the run."""
        self._left_out = True
        self.add([verdict])

    def blame(self, error: BaseException, where: str) -> None:
        """Adds an error from outside the steps: it never speaks against the platform's conformity."""
        verdict = verdict_of(error, "hook")
        self.add([Verdict(verdict.outcome, f"{verdict.reason} (in {where})", verdict.cause)])

    def step_starts(self, step: Step) -> None:
        """A planned step begins.

        Raises:
            UnplannedStep: it is none of those that were parsed.
        """
        if id(step) not in self._numbers:
            raise UnplannedStep(
                f"'{_sentence(step)}' is run from inside another step, where no record shows it: write it in the "
                "feature, or let both steps call the same function"
            )
        self._checked_before = self._checks.count
        self._step_started = time.monotonic()
        self._ledger.scope = Scope(self._place, self._numbers[id(step)])

    def step_ended(self, step: Step) -> None:
        verdict = self._judge(step, self._checks.count - self._checked_before)
        self._ended[self._numbers[id(step)]] = verdict
        self._write_step(step, verdict, time.monotonic() - self._step_started)
        self._ledger.scope = Scope(self._place)

    def finish(self) -> dict[str, Any]:
        """Comes to the verdict, writes it, and returns it as written."""
        for number, step in enumerate(self._steps, 1):
            if number not in self._ended:
                self._ledger.scope = Scope(self._place, number)
                self._ended[number] = self._not_run(step)
                self._write_step(step, self._ended[number], 0.0)
        self._ledger.scope = Scope(self._place)
        self._verdicts += self._faults()
        verdict = weighed(worst(self._verdicts), self._types, self._ended, self._checks.made)
        data = {
            "feature": self._scenario.feature.name,
            "name": self._scenario.name,
            "tags": sorted(map(str, self._scenario.effective_tags)),
            "outcome": verdict.outcome.value,
            "reason": shortened(verdict.reason, LONGEST_REASON),
            "cause": verdict.cause.value if verdict.cause else None,
            "seconds": round(time.monotonic() - self._started, 3),
        }
        written = self._ledger.append(Kind.SCENARIO_FINISHED, data)
        self._ledger.scope = None
        return written

    def _judge(self, step: Step, checks: int) -> Verdict:
        if step.exception is not None:
            verdict = verdict_of(step.exception, step.step_type)
        elif step.status == Status.skipped:
            return Verdict(Outcome.NOT_ASSESSED)
        elif step.status != Status.passed:
            verdict = Verdict(Outcome.INCONCLUSIVE, f"The step is {step.status.name}", Cause.SUITE)
        elif step.step_type == "then" and checks == 0:
            verdict = Verdict(Outcome.INCONCLUSIVE, "This Then made no check, so it says nothing", Cause.SUITE)
        else:
            return SATISFIED
        if verdict.outcome is not Outcome.VIOLATED:
            verdict = Verdict(verdict.outcome, f"{verdict.reason} (at: {_sentence(step)})", verdict.cause)
        self._verdicts.append(verdict)
        return verdict

    def _not_run(self, step: Step) -> Verdict:
        if step.status == Status.undefined:
            reason = f"Nothing is defined for this step (at: {_sentence(step)})"
            self._verdicts.append(Verdict(Outcome.INCONCLUSIVE, reason, Cause.SUITE))
            return self._verdicts[-1]
        return Verdict(Outcome.NOT_ASSESSED)

    def _faults(self) -> list[Verdict]:
        """What no step tells: only what ran to its end and checked something may be satisfied."""
        scenario = self._scenario
        reasons = []
        if gap := missing(scenario):
            reasons.append(gap)
        if not reports_to(self._checks):
            reasons.append("Something else than the record is told of the checks, so nothing is known of them")
        if scenario.status == Status.skipped and not self._left_out:
            reasons.append(f"It was selected but skipped ({scenario.skip_reason or 'without a reason'})")
        if not self._verdicts and not reasons and scenario.status != Status.passed:
            reasons.append(scenario.error_message or f"It ended as {scenario.status.name}")
        return [Verdict(Outcome.INCONCLUSIVE, reason, Cause.SUITE) for reason in reasons]

    def _write_step(self, step: Step, verdict: Verdict, seconds: float) -> None:
        table = [step.table.headings, *(row.cells for row in step.table)] if step.table else []
        data = {
            "keyword": step.keyword,
            "name": step.name,
            "outcome": verdict.outcome.value,
            "reason": shortened(verdict.reason, LONGEST_REASON),
            "seconds": round(seconds, 3),
            "text": str(step.text) if step.text else None,
            "table": "\n".join(",".join(_csv_cell(cell) for cell in row) for row in table) or None,
            "trace": _trace(step, verdict),
        }
        self._ledger.append(Kind.STEP, data)


def _sentence(step: Step) -> str:
    return f"{step.keyword} {step.name}"


def _csv_cell(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\n') else cell


def _trace(step: Step, verdict: Verdict) -> str | None:
    """The stack of an error that was not written for a reader; others explain themselves."""
    error = step.exception
    expected = isinstance(error, Violated | Inconclusive | NotAssessed)
    if error is None or expected or verdict.cause is not Cause.SUITE:
        return None
    return "".join(traceback.format_exception(type(error), error, step.exc_traceback, limit=-8))
