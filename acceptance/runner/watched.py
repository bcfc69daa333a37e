"""A behave runner that writes each scenario to the record of a run, and counts every way out against it.

behave alone goes on after errors in hooks, has no event for the end of a scenario, and lets a step end the process.
"""

from __future__ import annotations

import functools
import inspect
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import nullcontext
from typing import Any

from behave.exception import ConfigError, InvalidFileLocationError, InvalidFilenameError
from behave.formatter._registry import make_formatters
from behave.model import Feature, Scenario
from behave.parser import ParserError
from behave.runner import Context, Runner, the_step_registry
from behave.runner_util import parse_features

from acceptance import checks
from acceptance.checks import CheckLog
from acceptance.outcome import AcceptanceError, Cause, ExitCode, Outcome
from acceptance.record import redaction
from acceptance.record.ledger import Kind
from acceptance.runner import trace
from acceptance.runner.interrupts import Interrupts, without_hard_exit
from acceptance.runner.run import Run
from acceptance.runner.selection import identity, ordered, refuse_marked, selected
from acceptance.runner.wanted import Search
from acceptance.runner.watch import ScenarioWatch, described
from acceptance.specification import feature_folders, ours, own_steps

WRONG_USE = (ConfigError, FileNotFoundError, InvalidFileLocationError, InvalidFilenameError, ParserError)
"""What behave raises when it was called wrongly, or a feature cannot be read."""


class HookFailed(Exception):
    """Takes the place of an error in a hook, whose message may hold what must not be printed."""


class WatchedRunner(Runner):
    """One process of a run. Whoever started it reads from the record what it came to, never from its exit code."""

    watch: ScenarioWatch | None = None
    search: Search | None = None
    acceptance_run: Run
    interrupts: Interrupts
    hooks: dict[str, Callable[..., Any]]
    _troubled = False

    def work(self, run: Run, interrupts: Interrupts) -> None:
        """Runs the features as a process of `run`, and writes to its record that it came to its end."""
        self.acceptance_run, self.interrupts = run, interrupts
        failed = self._run_guarded()
        with interrupts.held():
            if interrupts.received is not None:
                self._problem(f"Worker {run.worker} was interrupted by {interrupts.received.name}.")
            elif failed and not self._troubled:
                self._problem("behave reports a failure that no scenario explains.", ExitCode.BUG)
            run.ledger.append(Kind.WORKER_FINISHED, {"worker": run.worker})

    def parse(self) -> None:
        """Finds and reads the features, once.

        Raises:
            Exception: one of `WRONG_USE`.
        """
        self.setup_paths()  # what steps import beside them is found only while these paths are set
        if not self.features:
            places = [place for place in self.feature_locations() if not self.config.exclude(place)]
            refuse_marked(places)
            self.features.extend(parse_features(places, language=self.config.lang))

    def setup_paths(self) -> None:
        """As behave does it, but what is added to the specification uses the specification's hooks and steps."""
        asked = self.config.paths
        if asked and ours(asked):
            self.config.paths = [str(feature_folders()[0])]
        try:
            super().setup_paths()
        finally:
            self.config.paths = asked or self.config.paths

    def load_hooks(self, filename: str | None = None) -> None:
        super().load_hooks(filename)
        self.hooks = {name: self._blaming(name, hook) for name, hook in self.hooks.items()}

    def load_step_definitions(self, extra_step_paths: list[str] | None = None) -> None:
        super().load_step_definitions([*(extra_step_paths or []), *own_steps()])
        for matchers in the_step_registry.steps.values():
            for matcher in matchers:
                matcher.func = _to_its_end(matcher.func)

    def run_model(self, features: Any = None) -> bool:
        if self.config.dry_run:
            return bool(super().run_model(features))
        run = self.acceptance_run
        chosen = selected(self.features, self.config)
        self.checks = CheckLog(run.ledger)
        checks.report_to(self.checks)
        self.context.run = run
        self.context.on_cleanup_error = self._cleanup_failed
        for scenario in chosen:
            self._follow(scenario)
        for formatter in self.formatters:
            _tell(formatter, "run_planned", len(chosen))
        try:
            with without_hard_exit():
                return bool(super().run_model(self.in_turn(chosen)))
        finally:
            checks.report_to(None)

    def in_turn(self, chosen: Iterable[Scenario]) -> Iterable[Feature]:
        """The features in the order in which they are to run."""
        return ordered(self.features, chosen)

    def run_hook(self, hook_name: str, *args: Any) -> bool:
        if hook_name == "before_step" and self.watch is not None:
            self.watch.step_starts(args[0])
        # A clean-up goes to its end; the interrupt takes effect after it.
        with self.interrupts.held() if hook_name.startswith("after_") else nullcontext():
            passed = bool(super().run_hook(hook_name, *args))
        if hook_name == "after_step" and self.watch is not None:
            self.watch.step_ended(args[0])
        if self.interrupts.received is not None:
            self.abort(reason=f"interrupted by {self.interrupts.received.name}")
        return passed

    def _follow(self, scenario: Scenario) -> None:
        """behave has no event for the end of a scenario after its last clean-up, so its `run` is wrapped."""
        run_scenario: Callable[[Runner], bool] = scenario.run

        def followed(runner: Runner) -> bool:
            if self.aborted:
                return run_scenario(runner)
            if trace.running is not None:
                trace.running.begin()
            self.watch = ScenarioWatch(scenario, self.acceptance_run.ledger, self.checks)
            try:
                needless = self.search and self.search.left_out(scenario.effective_tags)
                if needless:
                    self.watch.leave_out(needless)
                    return False
                return run_scenario(runner)
            finally:
                watch, self.watch = self.watch, None
                written = watch.finish()
                if trace.running is not None:
                    self.acceptance_run.keep_trace(identity(scenario)["id"], trace.running.end())
                self._troubled |= written["outcome"] != Outcome.SATISFIED
                for formatter in self.formatters:
                    _tell(formatter, "scenario_finished", written)

        scenario.run = followed

    def _blaming(self, name: str, hook: Callable[..., Any]) -> Callable[..., Any]:
        """behave prints an error in a hook and goes on; here it counts against the scenario or the run."""

        @functools.wraps(hook)
        def call(*args: Any) -> Any:
            try:
                return hook(*args)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - raised again, told and redacted
                self._blame(error, name)
                raise HookFailed(redaction.redactor.text(described(error))) from None

        return call

    def _cleanup_failed(self, _: Context, cleanup: Callable[..., Any], error: Exception) -> None:
        self._blame(error, f"the clean-up {getattr(cleanup, '__name__', 'function')}")

    def _blame(self, error: BaseException, where: str) -> None:
        if self.watch is not None:
            self.watch.blame(error, where)
        elif isinstance(error, AcceptanceError):
            self._problem(error.sentence, error.exit_code)
        else:
            known = isinstance(getattr(error, "cause", None), Cause)
            self._problem(f"{described(error)} (in {where})", ExitCode.GAPS if known else ExitCode.BUG)

    def _problem(self, sentence: str, exit_code: ExitCode = ExitCode.GAPS) -> None:
        self._troubled = True
        self.acceptance_run.problem(sentence, exit_code)

    def _run_guarded(self) -> bool:
        try:
            with self.path_manager:
                return self._run_features()
        except KeyboardInterrupt:
            pass
        except AcceptanceError as error:
            self._problem(error.sentence, error.exit_code)
        except WRONG_USE as error:
            self._problem(f"{type(error).__name__}: {error}", ExitCode.WRONG_USE)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the record must be closed and say so
            print(redaction.redactor.text(traceback.format_exc()), file=sys.stderr)  # noqa: T201
            self._problem(f"The features could not be run: {described(error)}", ExitCode.BUG)
        return True

    def _run_features(self) -> bool:
        """What behave does between finding its folders and running, with features that may have been read already."""
        self.context = Context(self)
        self.parse()
        self.load_hooks()
        self.load_step_definitions()
        self.formatters = make_formatters(self.config, self.config.outputs)
        return self.run_model()


def _to_its_end(step: Callable[..., Any]) -> Callable[..., Any]:
    """A step that ends the process, or that only hands out work which nobody does, has not run to its end."""

    @functools.wraps(step)
    def call(*args: Any, **kwargs: Any) -> None:
        try:
            left = step(*args, **kwargs)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if isinstance(error, Exception):
                raise
            raise RuntimeError(f"the step ended with {type(error).__name__}({error})") from error
        if _is_undone(left):
            raise RuntimeError(f"the step hands back a {type(left).__name__} instead of running to its end")

    return call


def _is_undone(left: object) -> bool:
    """Whether what a step returned is work that is still to be done: a generator, a coroutine, a future."""
    return inspect.isawaitable(left) or inspect.isasyncgen(left) or isinstance(left, Iterator | Future)


def _tell(formatter: Any, event: str, *args: Any) -> None:
    listen = getattr(formatter, event, None)
    if listen is not None:
        listen(*args)
