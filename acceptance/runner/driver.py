"""Runs the suite as several behave processes that write to one record.

Each process takes one feature file after the other. Scenarios tagged `@serial` run after all others, one at a time,
and those tagged `@last` at the end; the process for them starts when half is done, and waits at a gate. What the
run comes to is read from the record, so a process that died is a failure: what it was to run is missing there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from behave.model import Feature, Scenario
from cucumber_tag_expressions.parser import TagExpressionError

from acceptance.outcome import AcceptanceError, ConfigurationError, ExitCode
from acceptance.platform.provision import PARENT
from acceptance.profile.production import understanding
from acceptance.record import redaction
from acceptance.record.follower import Follower
from acceptance.record.ledger import Kind
from acceptance.record.summary import RunSummary
from acceptance.reporting.allure import build_report
from acceptance.runner import run as runs
from acceptance.runner.additions import refused_additions
from acceptance.runner.apart import ended
from acceptance.runner.confided import Confided
from acceptance.runner.configuration import configured
from acceptance.runner.console import Console
from acceptance.runner.interrupts import Interrupts
from acceptance.runner.run import Run
from acceptance.runner.schedule import Phase, earlier_seconds, phases
from acceptance.runner.selection import at_places, faults, identity, meant, parsed, refusals, selected
from acceptance.runner.violations import Violations
from acceptance.runner.wanted import SOUGHT, Sought
from acceptance.runner.work_queue import Tickets
from acceptance.shell import explained
from acceptance.specification import located

GRACE_S = 30.0
"""How long a worker that was asked to stop may take for its clean-ups."""


@dataclass(frozen=True)
class RunOptions:
    """What to run and how.

    Args:
        env: name of the profile.
        tags: a tag expression, such as `@gdpr and not @slow`; empty for everything.
        parallel: number of processes.
        verbose: tell each step.
        critical: only the end-to-end layer.
        performance_only: only performance and objectives.
        security_only: only security.
        chaos_only: only faults on purpose.
        min_scenarios: fewer selected ones are refused.
        features: the folder of the features; by default the specification's, and what is added to it.
        timeout_s: when the run is given up.
        html_report: build the Allure report as one HTML file at the end.
        reports: write all other reports.
        words: only the scenarios that these mean: places, files, folders, tags or parts of names; none for everything.
        places: only the scenarios that stand there, such as `features/x.feature:12`, as far as possible in this order;
            none for everything.
        rerun_of: the id of the run whose open scenarios these places are.
        fail_fast: stop as soon as a scenario is violated that nobody has waived.
        sought: leave scenarios out once these violations were found.
        reports_dir: where the run's folder is made; by default where all runs are.
        traced: keep what each scenario executes, see `Run.traces`.
        logs_kept: what the platform's services wrote is kept with a run that is not green; not with one of a proof.
        tell_proofs: look up what is proven; a run of a proof itself does not.
        understood: the environment of which somebody has confirmed that more than reading may be done there.
    """

    env: str = "local"
    tags: str = ""
    parallel: int = 1
    verbose: bool = False
    critical: bool = False
    performance_only: bool = False
    security_only: bool = False
    chaos_only: bool = False
    min_scenarios: int = 1
    features: Path | None = None
    timeout_s: float = 1800.0
    html_report: bool = True
    reports: bool = True
    words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    rerun_of: str = ""
    fail_fast: bool = False
    understood: str | None = None
    sought: Sought | None = None
    reports_dir: Path | None = None
    traced: bool = False
    logs_kept: bool = True
    tell_proofs: bool = True

    @property
    def expression(self) -> str:
        """All that restricts the selection, as one tag expression."""
        parts = [f"({self.tags})"] if self.tags else []
        parts += ["@e2e"] if self.critical else []
        parts += ["(@performance or @slo)"] if self.performance_only else []
        parts += ["@security"] if self.security_only else []
        parts += ["@chaos"] if self.chaos_only else []
        return " and ".join(parts)


class StoppedEarly(AcceptanceError):
    """Something is violated, and the run was asked to go no further; what it did not reach stays inconclusive."""

    exit_code = ExitCode.VIOLATED


class GivenUp(AcceptanceError):
    """The run took longer than it may; what it did not reach stays inconclusive."""

    exit_code = ExitCode.GAPS


Provide = Callable[[Run], AbstractContextManager[Mapping[str, str]]]
"""Gives a run its platform: inside the context it is there, with the variables that lead to it."""


@contextmanager
def no_provision(_: Run) -> Iterator[Mapping[str, str]]:
    """The platform is there already; this process's own variables lead to it."""
    yield dict(os.environ)


def run_suite(options: RunOptions, provide: Provide = no_provision) -> ExitCode:
    """Runs the selected scenarios, tells the progress, and leaves the record and the reports.

    Nothing is provided, and no record made, for a selection that must not be run.

    Returns:
        The exit code for the shell. Every error is told; none is raised.
    """
    with Interrupts() as interrupts:
        console = Console(sys.stdout, verbose=options.verbose)
        try:
            run, summary = conduct(options, provide, console, interrupts)
        except AcceptanceError as error:
            print(redaction.redactor.text(error.sentence), file=sys.stderr)  # noqa: T201
            return error.exit_code
        except KeyboardInterrupt:
            return ExitCode.INTERRUPTED
        report = None
        if options.html_report and interrupts.received is None:
            try:
                built = build_report(run.directory, console.note)
                report = built.path
                console.note(built.sentence)
            except KeyboardInterrupt:
                console.note("The HTML report was not built: interrupted.")
        console.closing(summary, run.directory, report)
        return summary.exit_code if interrupts.received is None else ExitCode.INTERRUPTED


def conduct(options: RunOptions, provide: Provide, console: Console, interrupts: Interrupts) -> tuple[Run, RunSummary]:
    """One run from its first line to its summary. Every error once it has begun is recorded; none is raised.

    Raises:
        ConfigurationError: the selection must not be run; there is no record of it.
    """
    features, chosen, options = _selected(options)
    asked = {name: str(value) if isinstance(value, Path) else value for name, value in asdict(options).items()}
    selection = {"tags": options.expression, "options": asked}
    run = runs.create(options.env, selection, options.reports_dir)

    def planned_run() -> None:
        _plan(run, features, chosen, tell_proofs=options.tell_proofs)
        _run(options, run, chosen, provide, console, interrupts)

    _guarded(run, planned_run)
    with interrupts.held():
        if interrupts.received is not None:
            run.problem(f"The run was interrupted by {interrupts.received.name}.", ExitCode.INTERRUPTED)
        return run, run.finish(reports=options.reports, say=console.note)


def _guarded(run: Run, work: Callable[[], None]) -> None:
    try:
        work()
    except KeyboardInterrupt:
        return
    except Exception as error:  # noqa: BLE001 - the record must be closed and say so
        known = explained(error)
        run.problem(known.sentence, known.exit_code)


def _run(
    options: RunOptions,
    run: Run,
    chosen: Sequence[Scenario],
    provide: Provide,
    console: Console,
    interrupts: Interrupts,
) -> None:
    console.total = len(chosen)
    costs = earlier_seconds(run.directory.parent, run.directory)
    with ExitStack() as stack:
        confided = stack.enter_context(closing(Confided()))
        platform = ExitStack()
        stack.callback(_undisturbed, interrupts, platform.close)
        environment = platform.enter_context(provide(run))
        if options.logs_kept:
            platform.callback(confided.register_with, redaction.redactor)  # before they are
        deadline = time.monotonic() + options.timeout_s
        follower, violated = Follower(run.ledger.path), Violations(run.directory, Follower(run.ledger.path))
        planned = phases(chosen, options.parallel, costs, by_place=bool(options.places))
        workers = _Workers(options, run, environment, confided)
        stack.callback(_tell, follower, console)
        stack.callback(_undisturbed, interrupts, workers.stop)
        for number, phase in enumerate(planned, 1):
            at_work = True
            with interrupts.held():
                workers.prepare(phase, number)
                workers.open_gates()
            while at_work:
                with interrupts.held():  # raised inside Popen.poll, KeyboardInterrupt can leave its lock taken for ever
                    at_work = workers.at_work
                    _tell(follower, console)
                    if at_work and time.monotonic() > deadline:
                        raise GivenUp(f"The run was given up after {options.timeout_s:.0f} s.")
                    if options.fail_fast and violated.is_there():
                        raise StoppedEarly("The run was stopped at its first violation, as asked for by --fail-fast.")
                    nearly_done = console.finished > len(chosen) / 2 or workers.one_has_ended
                    if nearly_done and number < len(planned):
                        workers.prepare(planned[number], number + 1)
                if interrupts.received is not None:
                    raise KeyboardInterrupt
                if at_work:
                    time.sleep(0.05)
            workers.judge()
            _tell(follower, console)


def _undisturbed(interrupts: Interrupts, work: Callable[[], object]) -> None:
    with interrupts.held():
        work()


def _selected(options: RunOptions) -> tuple[list[Feature], list[Scenario], RunOptions]:
    """All features, the scenarios to run, and the options with the places that their words mean.

    Raises:
        ConfigurationError: this selection must not be run.
    """
    try:
        config = configured(["--tags", options.expression] if options.expression else [])
    except TagExpressionError as error:
        raise ConfigurationError(f"{type(error).__name__}: {error}") from None
    features = parsed(options.features)
    everything = selected(features, config)
    options = replace(options, places=options.places or meant(everything, options.words))
    chosen = at_places(everything, options.places)
    refused = refusals(features, chosen, config.tag_expression, options.min_scenarios) or refused_additions(chosen)
    if refused:
        raise ConfigurationError("\n".join(refused))
    return features, chosen, options


def _plan(run: Run, features: Sequence[Feature], chosen: Sequence[Scenario], *, tell_proofs: bool) -> None:
    run.plan([identity(scenario) for scenario in chosen], tell_proofs=tell_proofs)
    for problem in faults(features, chosen):
        run.problem(problem.sentence, problem.exit_code)


class _Workers:
    """The processes of a run: those at work, and those of the next phase, which wait at their gates."""

    def __init__(self, options: RunOptions, run: Run, environment: Mapping[str, str], confided: Confided) -> None:
        self._options = options
        self._run = run
        self._environment = {**environment, **confided.variables}
        self._confided = confided.descriptor
        self._working: list[_Worker] = []
        self._waiting: list[_Worker] = []
        self._prepared = 0

    @property
    def at_work(self) -> bool:
        return any(worker.process.poll() is None for worker in self._working)

    @property
    def one_has_ended(self) -> bool:
        return any(worker.process.poll() is not None for worker in self._working)

    def prepare(self, phase: Phase, number: int) -> None:
        """Starts the processes of a phase, once."""
        if number > self._prepared:
            self._prepared = number
            with closing(Tickets(phase.groups)) as tickets:
                for index in range(1, phase.processes + 1):
                    start = _Worker.start(
                        self._options, self._run, self._environment, self._confided, phase, tickets, f"{number}.{index}"
                    )
                    self._waiting.append(start)

    def open_gates(self) -> None:
        """Lets the processes that were prepared begin."""
        self._working, self._waiting = self._waiting, []
        for worker in self._working:
            self._run.ledger.append(Kind.WORKER_STARTED, {"worker": worker.name})
            worker.open_gate()

    def judge(self) -> None:
        """Records each process that did not come to its end by itself."""
        for worker in self._working:
            worker.judge(self._run)

    def stop(self) -> None:
        """Ends whatever still runs; those at work may clean up."""
        _stop([*self._working, *self._waiting])


@dataclass(frozen=True)
class _Worker:
    name: str
    log: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(
        cls,
        options: RunOptions,
        run: Run,
        environment: Mapping[str, str],
        confided: int,
        phase: Phase,
        tickets: Tickets,
        name: str,
    ) -> _Worker:
        log = run.directory / "logs" / f"worker-{name}.log"
        log.parent.mkdir(exist_ok=True)
        expression = f"({options.expression}) and {phase.tags}" if options.expression and phase.tags else ""
        tags = expression or options.expression or phase.tags
        program = "acceptance.runner.traced" if options.traced else "acceptance.runner.worker"
        shared = phase.processes > 1
        own = {
            runs.RUN_DIR: str(run.directory),
            runs.WORKER: name,
            runs.PROFILE: options.env,
            PARENT: str(os.getpid()),
            **({SOUGHT: options.sought.to_variable()} if options.sought is not None else {}),
            **(understanding(options.understood, run.id) if options.understood is not None else {}),
            **(tickets.variables if shared else {}),
        }
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", program, *(["--tags", tags] if tags else []), *map(located, phase.places)],
                env={**environment, **own},
                pass_fds=(confided, tickets.pipe) if shared else (confided,),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in a terminal reaches the driver alone, which passes it on once
            )
        return cls(name, log, process)

    def open_gate(self) -> None:
        """Lets it begin: it waits for the end of its standard input."""
        if self.process.stdin is not None:
            self.process.stdin.close()

    def judge(self, run: Run) -> None:
        """Records a worker that did not come to its end by itself."""
        how = ended(self.process.returncode)
        if how is None:
            return
        last = redaction.redactor.text(_last_line(self.log))
        run.problem(f"Worker {self.name} {how} before it was done; its log is {self.log}. {last}".strip())


def _stop(workers: Sequence[_Worker]) -> None:
    for worker in workers:
        if worker.process.poll() is None:
            worker.process.terminate()
    deadline = time.monotonic() + GRACE_S
    for worker in workers:
        try:
            worker.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(worker.process.pid, signal.SIGKILL)
            worker.process.wait()


def _tell(follower: Follower, console: Console) -> None:
    for line in follower.news():
        if line.kind == Kind.SCENARIO_FINISHED:
            console.scenario(line.data)
        elif line.kind == Kind.STEP:
            console.step(line.data)
        elif line.kind == Kind.LOAD and "table" in line.data:
            console.load(line.data)


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    return f"Its last words: {lines[-1][:300]}" if lines else ""
