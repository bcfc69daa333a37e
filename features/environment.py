"""Wiring only: one suite for the run, told where each scenario begins and ends."""

from behave.runner import Context

from acceptance.runner.hooks import after_all, after_scenario, before_scenario, begin_run  # noqa: F401
from acceptance.suite import Suite


def before_all(context: Context) -> None:
    begin_run(context, Suite.start)
