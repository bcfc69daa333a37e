"""Plain behave that cannot pass vacuously, and that writes every run to a record.

behave alone exits 0 when a tag is misspelt, nothing was selected, everything was skipped, a scenario has no steps, or
a step ended the process; SIGTERM makes it skip every clean-up. Here the scenarios run in a process of their own. This
one loads no step and no hook: it waits, and reads from the record what the run came to.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Mapping
from typing import Any, NoReturn

from behave.model import Scenario
from behave.runner import Runner, the_step_registry

from acceptance.outcome import AcceptanceError, ConfigurationError, ExitCode
from acceptance.profile.production import understanding
from acceptance.record import redaction
from acceptance.record.ledger import Kind
from acceptance.reporting.junit import write_junit
from acceptance.runner import run as runs
from acceptance.runner.additions import refused_additions
from acceptance.runner.apart import run_apart
from acceptance.runner.configuration import refuse_foreign_settings
from acceptance.runner.console import Console
from acceptance.runner.interrupts import Interrupts
from acceptance.runner.run import Run
from acceptance.runner.selection import faults, identity, refusals, selected
from acceptance.runner.watched import WRONG_USE, WatchedRunner

WORKER = "1"
"""The name of the only process that runs scenarios."""


class StrictRunner(WatchedRunner):
    """behave.ini: `runner = acceptance.runner.strict:StrictRunner`.

    It creates and seals the record, derives run.json and the reports, and ends with the run's exit code. What must
    not be run leaves no record: a selection that is not meant, a feature that cannot be read.
    """

    def run(self) -> NoReturn:
        """Runs the features.

        Raises:
            SystemExit: always, with the exit code of the run.
        """
        console = Console(sys.stdout)  # before behave captures what steps print
        try:
            code = self._conducted(console)
        except KeyboardInterrupt:
            code = ExitCode.INTERRUPTED
        except AcceptanceError as error:
            console.note(error.sentence)
            code = error.exit_code
        except WRONG_USE as error:
            console.note(f"{type(error).__name__}: {error}")
            code = ExitCode.WRONG_USE
        except Exception:  # noqa: BLE001 - exit code 1 would say that something is violated
            print(redaction.redactor.text(traceback.format_exc()), file=sys.stderr)  # noqa: T201
            code = ExitCode.BUG
        raise SystemExit(int(code))

    def _conducted(self, console: Console) -> ExitCode:
        refuse_foreign_settings(os.environ)
        own_format = self.config.format == [self.config.default_format] and not self.config.steps_catalog
        if self.config.dry_run and not own_format:
            return ExitCode.WRONG_USE if Runner.run(self) else ExitCode.OK
        with Interrupts() as interrupts:
            with self.path_manager:
                self.parse()
            chosen = self._chosen()
            if self.config.dry_run:
                return self._rehearsed(chosen, console)
            run = runs.create(_profile(self.config), _selection(self.config))
            if understood := self.config.userdata.get("i_understand"):
                os.environ.update(understanding(str(understood), run.id))
            self._run_planned(run, chosen, interrupts)
            with interrupts.held():
                return self._concluded(run, console, interrupts)

    def _chosen(self) -> list[Scenario]:
        """The scenarios to run.

        Raises:
            ConfigurationError: they are not what their author meant.
        """
        chosen = selected(self.features, self.config)
        minimum = _minimum(self.config)
        refused = refusals(self.features, chosen, self.config.tag_expression, minimum, self.config.name or ())
        refused = refused or refused_additions(chosen)
        if refused:
            raise ConfigurationError("\n".join(refused))
        return chosen

    def _run_planned(self, run: Run, chosen: list[Scenario], interrupts: Interrupts) -> None:
        try:
            run.plan([identity(scenario) for scenario in chosen])
        except AcceptanceError as error:
            run.problem(error.sentence, error.exit_code)
            return
        for problem in faults(self.features, chosen):
            run.problem(problem.sentence, problem.exit_code)
        run.ledger.append(Kind.WORKER_STARTED, {"worker": WORKER})
        how = run_apart(lambda: self.work(run.as_worker(WORKER), interrupts), interrupts)
        if how is not None:
            run.problem(f"The process that ran the scenarios {how} before it was done.")

    def _concluded(self, run: Run, console: Console, interrupts: Interrupts) -> ExitCode:
        if interrupts.received is not None:
            run.problem(f"The run was interrupted by {interrupts.received.name}.", ExitCode.INTERRUPTED)
        summary = run.finish(say=console.note)
        if self.config.junit:
            write_junit(summary, self.config.junit_directory)
        console.closing(summary, run.directory)
        return summary.exit_code

    def _rehearsed(self, chosen: list[Scenario], console: Console) -> ExitCode:
        """Says what would run, and whether each of its steps is defined."""
        for scenario in chosen:
            console.note(f"{identity(scenario)['id']}  {scenario.feature.name} > {scenario.name}")
        unknown = self._undefined(chosen)
        for sentence in unknown:
            console.note(sentence)
        console.note(f"{len(chosen)} scenarios would run; nothing was run.")
        return ExitCode.WRONG_USE if unknown else ExitCode.OK

    def _undefined(self, chosen: list[Scenario]) -> list[str]:
        try:
            with self.path_manager:
                self.setup_paths()  # as for parsing: steps import what lies beside them
                self.load_hooks()
                self.load_step_definitions()
        except SystemExit as error:
            raise RuntimeError(f"what the steps load ends with SystemExit({error})") from error
        return [
            f"{step.filename}:{step.line}: nothing is defined for: {step.keyword} {step.name}"
            for scenario in chosen
            for step in scenario.all_steps
            if the_step_registry.find_match(step) is None
        ]


def _profile(config: Any) -> str:
    return str(config.userdata.get("env") or os.environ.get(runs.PROFILE, "local"))


def _minimum(config: Any) -> int:
    told = str(config.userdata.get("min_scenarios", 1))
    if not told.isdecimal():
        raise ConfigurationError(f"-D min_scenarios={told}: this is no number of scenarios; write one such as 10.")
    return int(told)


def _selection(config: Any) -> Mapping[str, Any]:
    tags = config.tags or []
    return {
        "tags": " and ".join([tags] if isinstance(tags, str) else tags),
        "names": list(config.name or []),
        "paths": [str(path) for path in config.paths],
    }
