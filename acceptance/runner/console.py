"""What a person sees in the terminal: a line for each scenario as it ends, and what it all came to."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from behave.formatter.base import Formatter

from acceptance.outcome import Outcome, Standing
from acceptance.record.standing import Coverage
from acceptance.record.summary import RECORD, ControlSummary, RunSummary
from acceptance.reporting.first_page import NAME as FIRST_PAGE
from acceptance.runner.platform_logs import KEPT

_MARKS = {
    Outcome.SATISFIED: ("+", "32"),
    Outcome.VIOLATED: ("x", "31"),
    Outcome.INCONCLUSIVE: ("?", "33"),
    Outcome.NOT_ASSESSED: ("-", "36"),
}
_OUTCOMES = {
    "satisfied": Outcome.SATISFIED,
    "violated": Outcome.VIOLATED,
    "inconclusive": Outcome.INCONCLUSIVE,
}
_LISTED = 20
"""Pairs that were not exercised are listed up to this number; the record has all."""


class Console:
    """Writes to `stream`, in colours only when it is a terminal. `total` is how many scenarios will run.

    `finished` is how many of them have.
    """

    def __init__(self, stream: TextIO, total: int = 0, verbose: bool = False) -> None:
        self.total = total
        self._stream = stream
        self._verbose = verbose
        self.finished = 0
        self._coloured = stream.isatty() and "NO_COLOR" not in os.environ

    def scenario(self, data: Mapping[str, Any]) -> None:
        """Tells a scenario_finished line of the record."""
        self.finished += 1
        outcome = Outcome(data["outcome"])
        width = len(str(self.total))
        self._say(
            f"[{self.finished:>{width}}/{self.total}] {self._painted(outcome)} {data['seconds']:6.1f} s  "
            f"{data['feature']} > {data['name']}"
        )
        if data["reason"]:
            cause = f" [{data['cause']}]" if data["cause"] else ""
            self._say(f"{'':{2 * width + 4}}{data['reason']}{cause}")

    def step(self, data: Mapping[str, Any]) -> None:
        """Tells a step line of the record, when verbose."""
        if self._verbose:
            mark, _ = _MARKS[Outcome(data["outcome"])]
            self._say(f"      {mark} {data['keyword']} {data['name']}  ({data['seconds']:.2f} s)")

    def load(self, data: Mapping[str, Any]) -> None:
        """Tells the figures of a load, from a load line of the record."""
        for row in str(data["table"]).splitlines():
            self._say(f"      {row}")

    def note(self, sentence: str) -> None:
        """Tells anything else."""
        self._say(sentence)

    def closing(self, summary: RunSummary, directory: Path, report: Path | None = None) -> None:
        """Tells what the run came to and where to read more; the last line is for programs."""
        self._say("")
        for control in summary.controls:
            self._control(control)
        self._controls_covered(summary.coverage)
        for reminder in summary.reminders:
            self._say(f"  REMINDER: {reminder}")
        self._objectives(summary.objectives)
        if summary.api_coverage:
            self._coverage(summary.api_coverage)
        for draft in summary.drafts:
            self._say(f"  draft, counts for nothing: {draft.feature} > {draft.name}: {draft.outcome.words}")
        for gap in summary.accepted_gaps:
            self._say(f"  accepted until {gap['expires']} by {gap['owner']}: {gap['control']}, {gap['scenario']}")
            self._say(f"    because {gap['reason']}")
        for problem in summary.problems:
            self._say(f"PROBLEM: {problem.sentence}")
        if not summary.complete:
            self._say("This run is INCOMPLETE: what it did not reach is counted as inconclusive.")
        self._say(", ".join(f"{count} {outcome.words}" for outcome, count in summary.outcomes.items()))
        self._say(f"record: {_shown(directory / RECORD)}")
        if (directory / KEPT).exists():
            self._say(f"what the platform's services wrote: {_shown(directory / KEPT)}")
        if report is not None:
            self._say(f"report: {_shown(report)}")
        if (directory / FIRST_PAGE).exists():
            self._say(f"first page: {_shown(directory / FIRST_PAGE)}")
        self._say(f"{summary.passed} passed, {summary.failed} failed, {summary.skipped} skipped")

    def _control(self, control: ControlSummary) -> None:
        several = f"{len(control.scenarios)} scenario{'s' if len(control.scenarios) > 1 else ''}"
        proven = "proven" if control.proven else "unproven"
        if control.standing.value == control.outcome.value:
            self._say(f"  {self._painted(control.outcome)} {control.id:<10} {several}, {proven}")
        else:
            seen = f"seen: {control.outcome.words}"
            self._say(f"  {self._standing(control.standing)} {control.id:<10} {several}, {proven}, {seen}")
        if control.declared:
            self._say(f"    {control.declared}")
        if control.to_bind:
            self._say(f"    to bind: {control.to_bind}")

    def _controls_covered(self, coverage: Coverage) -> None:
        beside = (coverage.not_applicable, coverage.provided_by_another_system, coverage.self_checks)
        if not coverage.in_scope and not any(beside):
            return
        parts = ", ".join(f"{one.framework} {one.assessed}/{one.in_scope}" for one in coverage.frameworks)
        self._say(f"  controls: {coverage.assessed} of {coverage.in_scope} in scope assessed ({parts})")
        for words, controls in (
            ("not applicable", coverage.not_applicable),
            ("provided by another system", coverage.provided_by_another_system),
            ("self-checks of the suite, which say nothing of the platform", coverage.self_checks),
        ):
            if controls:
                self._say(f"    beside them, {words}: {', '.join(controls)}")

    def _objectives(self, objectives: Sequence[Mapping[str, Any]]) -> None:
        """A table of the objectives, each status as it follows from the numbers."""
        if not objectives:
            return
        self._say("  objectives:")
        for one in objectives:
            self._say(f"  {self._painted(_OUTCOMES[one['status']])} {one['name']}, {one['measured']}: {one['target']}")
            for part in one["parts"]:
                self._say(f"    {part['reason']}")
            budget = one["budget"]
            if budget is not None and budget["burnt_min"] is not None:
                self._say(
                    f"    error budget {budget['allowed_min']:.1f} min in {one['window_min'] / 1440:g} days; "
                    f"this rate burns {budget['burnt_min']:.1f} min ({budget['burn_rate']:.2f} times the budget)"
                )

    def _coverage(self, coverage: Mapping[str, Any]) -> None:
        missed = coverage.get("not_exercised", [])
        self._say(f"  API: {coverage.get('exercised')} of {coverage.get('documented')} documented answers exercised")
        for pair in missed[:_LISTED]:
            self._say(f"    not exercised: {pair}")
        if len(missed) > _LISTED:
            self._say(f"    and {len(missed) - _LISTED} more, see the record")

    def _painted(self, outcome: Outcome) -> str:
        return self._coloured_as(outcome, outcome.words)

    def _standing(self, standing: Standing) -> str:
        """What a control counts as, where that is not what was seen: an expired waiver, or a declaration."""
        return self._coloured_as(
            Outcome.VIOLATED if standing is Standing.VIOLATED else Outcome.NOT_ASSESSED, standing.words
        )

    def _coloured_as(self, outcome: Outcome, words: str) -> str:
        mark, colour = _MARKS[outcome]
        text = f"{mark} {words:<12}"
        return f"\x1b[{colour}m{text}\x1b[0m" if self._coloured else text

    def _say(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()


class ConsoleFormatter(Formatter):
    """The default formatter of plain `behave`; fed by the strict runner, since behave has no such event."""

    name = "console"
    description = "One line for each scenario, with its outcome and the reason"

    def __init__(self, stream_opener: Any, config: Any) -> None:
        super().__init__(stream_opener, config)
        self._console = Console(self.open() or sys.stdout)

    def run_planned(self, total: int) -> None:
        self._console.total = total

    def scenario_finished(self, data: Mapping[str, Any]) -> None:
        self._console.scenario(data)


def _shown(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
