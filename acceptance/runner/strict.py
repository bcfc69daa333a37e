"""A behave runner that cannot pass vacuously, and that writes every run to a record.

behave alone exits 0 when a tag is misspelt, nothing was selected, everything was skipped, a scenario has no
steps, or a step called sys.exit(0); SIGTERM makes it skip every clean-up. Here, what a run comes to is read
from its record.
"""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from typing import Any

from behave.exception import ConfigError, InvalidFileLocationError, InvalidFilenameError
from behave.model import Feature, Scenario
from behave.parser import ParserError
from behave.runner import Context, Runner, the_step_registry

from acceptance import checks
from acceptance.checks import CheckLog
from acceptance.outcome import AcceptanceError, Cause, ExitCode, Outcome
from acceptance.record import redaction
from acceptance.record.follower import Follower
from acceptance.record.ledger import Kind
from acceptance.runner import run as runs
from acceptance.runner import trace
from acceptance.runner.console import Console
from acceptance.runner.interrupts import Interrupts, end_with_parent, without_hard_exit
from acceptance.runner.run import Run
from acceptance.runner.selection import faults, identity, ordered, refusals, selected, sort_by_places
from acceptance.runner.wanted import SOUGHT, Search, Sought
from acceptance.runner.watch import ScenarioWatch, described
from acceptance.runner.work_queue import TICKETS, drawn

PARENT = "ACCEPTANCE_PARENT"
"""Set for the workers of a run: the process id of whoever started them."""

_WRONG_USE = (ConfigError, FileNotFoundError, InvalidFileLocationError, InvalidFilenameError, ParserError)


class HookFailed(Exception):
    """Takes the place of an error in a hook, whose message may hold what must not be printed."""


class StrictRunner(Runner):
    """behave.ini: `runner = acceptance.runner.strict:StrictRunner`.

    As a worker of a run (see `acceptance.runner.driver`) it only adds to that run's record. On its own it is
    the run: it creates and seals the record, derives run.json and allure-results, and ends with the run's
    exit code.
    """

    watch: ScenarioWatch | None = None
    acceptance_run: Run
    hooks: dict[str, Callable[..., Any]]

    def run(self) -> bool:
        """Runs the features.

        Returns:
            True when the run must be taken for failed.

        Raises:
            SystemExit: with an exit code that behave has no word for.
        """
        self.interrupts = Interrupts()
        self._console = Console(sys.stdout)  # before behave captures what steps print
        if self.config.dry_run:
            return bool(super().run())
        self._troubled = False
        with self.interrupts:
            joined = runs.join(os.environ)
            if joined is not None:
                end_with_parent(int(os.environ[PARENT]))
            self.acceptance_run = joined or runs.create(_profile(self.config), _selection(self.config))
            failed = self._run_guarded()
            with self.interrupts.held():
                return self._conclude(failed)

    def load_hooks(self, filename: str | None = None) -> None:
        super().load_hooks(filename)
        if not self.config.dry_run:
            self.hooks = {name: self._blaming(name, hook) for name, hook in self.hooks.items()}

    def load_step_definitions(self, extra_step_paths: list[str] | None = None) -> None:
        super().load_step_definitions(extra_step_paths)
        for matchers in the_step_registry.steps.values():
            for matcher in matchers:
                matcher.func = _without_exit(matcher.func)

    def run_model(self, features: Any = None) -> bool:
        if self.config.dry_run:
            return bool(super().run_model(features))
        run = self.acceptance_run
        chosen = selected(self.features, self.config)
        if run.worker is None and self._refuse(chosen):
            return True
        self.checks = CheckLog(run.ledger)
        checks.report_to(self.checks)
        self.context.run = run
        self._search = None
        if run.worker is not None and SOUGHT in os.environ:
            self._search = Search(Sought.of_variable(os.environ[SOUGHT]), Follower(run.ledger.path))
        self.context.on_cleanup_error = self._cleanup_failed
        for scenario in chosen:
            self._follow(scenario)
        for formatter in self.formatters:
            _tell(formatter, "run_planned", len(chosen))
        if self._search is None:
            self.features[:] = ordered(self.features, chosen)
        else:
            sort_by_places(self.features, self.config.paths)  # whoever finds it soonest comes first
        try:
            if run.worker is not None:
                sys.stdin.read()  # the driver closes it when this worker may begin
            with without_hard_exit():
                return bool(super().run_model(self._drawn() if TICKETS in os.environ else features))
        finally:
            checks.report_to(None)

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

    def _drawn(self) -> Iterator[Feature]:
        """The features that this worker takes from the queue that it shares with others."""
        by_file = {os.path.relpath(feature.filename): feature for feature in self.features}
        for group in drawn(os.environ):
            for file in group:
                yield by_file[file]
            if self.aborted:
                return

    def _refuse(self, chosen: list[Scenario]) -> bool:
        run = self.acceptance_run
        run.plan([identity(scenario) for scenario in chosen])
        minimum = self.config.userdata.getint("min_scenarios", 1)
        refused = refusals(self.features, chosen, self.config.tag_expression, minimum)
        for problem in refused or faults(self.features, chosen):
            self._problem(problem.sentence, problem.exit_code)
        return bool(refused)

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
                needless = self._search and self._search.left_out(scenario.effective_tags)
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
            return bool(super().run())
        except KeyboardInterrupt:
            pass
        except AcceptanceError as error:
            self._problem(error.sentence, error.exit_code)
        except _WRONG_USE as error:
            self._problem(f"{type(error).__name__}: {error}", ExitCode.WRONG_USE)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the record must be closed and say so
            print(redaction.redactor.text(traceback.format_exc()), file=sys.stderr)  # noqa: T201
            self._problem(f"The features could not be run: {described(error)}", ExitCode.BUG)
        return True

    def _conclude(self, failed: bool) -> bool:
        run = self.acceptance_run
        if self.interrupts.received is not None:
            stopped = f"interrupted by {self.interrupts.received.name}."
            if run.worker is None:
                self._problem(f"The run was {stopped}", ExitCode.INTERRUPTED)
            else:  # by the driver, which says why
                self._problem(f"Worker {run.worker} was {stopped}")
        elif failed and not self._troubled:
            self._problem("behave reports a failure that no scenario explains.", ExitCode.BUG)
        if run.worker is not None:
            run.ledger.append(Kind.WORKER_FINISHED, {"worker": run.worker})
            return False
        summary = run.finish()
        self._console.closing(summary, run.directory)
        if summary.exit_code > ExitCode.VIOLATED:
            raise SystemExit(int(summary.exit_code))
        return summary.exit_code is not ExitCode.OK


def _without_exit(step: Callable[..., Any]) -> Callable[..., Any]:
    """A step that calls sys.exit() would end the whole run, with whatever code it likes."""

    @functools.wraps(step)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return step(*args, **kwargs)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if isinstance(error, Exception):
                raise
            raise RuntimeError(f"the step ended with {type(error).__name__}({error})") from error

    return call


def _tell(formatter: Any, event: str, *args: Any) -> None:
    listen = getattr(formatter, event, None)
    if listen is not None:
        listen(*args)


def _profile(config: Any) -> str:
    return str(config.userdata.get("env") or os.environ.get(runs.PROFILE, "local"))


def _selection(config: Any) -> Mapping[str, Any]:
    tags = config.tags or []
    return {
        "tags": " and ".join([tags] if isinstance(tags, str) else tags),
        "names": list(config.name or []),
        "paths": [str(path) for path in config.paths],
    }
