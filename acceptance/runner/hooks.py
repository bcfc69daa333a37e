"""What features/environment.py wires to behave: one suite a run, told where each scenario begins and ends.

from acceptance.runner.hooks import after_all, after_scenario, before_scenario, begin_run
from acceptance.suite import Suite

def before_all(context):
    begin_run(context, Suite.start)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from behave.model import Scenario
from behave.runner import Context

from acceptance.outcome import Verdict
from acceptance.runner.run import Run


class Suite(Protocol):
    """What a run works with: the profile, the clients, the subjects."""

    def begin_scenario(self, name: str, tags: frozenset[str]) -> Verdict | None:
        """Called before the first step. A verdict leaves the scenario out: its steps do not run."""

    def end_scenario(self) -> Sequence[Verdict]:
        """Cleans up after the scenario; returns what went wrong in doing so."""

    def close(self) -> None:
        """Called once, after the last scenario, however the run ended."""


def begin_run(context: Context, start: Callable[[Run], Suite]) -> None:
    """Makes `context.suite` for the run in `context.run`."""
    context.suite = start(context.run)


def before_scenario(context: Context, scenario: Scenario) -> None:
    suite: Suite = context.suite
    context.shared = {"suite": suite}  # of acceptance.runner.steps.Scene, new for every scenario
    left_out = suite.begin_scenario(scenario.name, frozenset(map(str, scenario.effective_tags)))
    if left_out is not None:
        runner: Any = context._runner
        runner.watch.leave_out(left_out)
        scenario.skip(left_out.reason)


def after_scenario(context: Context, _: Scenario) -> None:
    runner: Any = context._runner
    runner.watch.add(context.suite.end_scenario())


def after_all(context: Context) -> None:
    suite: Suite | None = getattr(context, "suite", None)
    if suite is not None:
        suite.close()
