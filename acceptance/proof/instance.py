"""One platform of a proof: shown to be clean first, then given one defect after the other."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from acceptance.catalogue.proof import DefectProof
from acceptance.outcome import AcceptanceError, ExitCode, Outcome, PlatformNotProvided
from acceptance.platform.defects import Bench, Defect
from acceptance.platform.provision import NEIGHBOURS, PROCESSES
from acceptance.proof.judgement import judged, sought, untried
from acceptance.proof.selection import Known, Seen, for_a_defect
from acceptance.record.ledger import Kind, read
from acceptance.record.summary import RECORD, RunSummary
from acceptance.runner.console import Console
from acceptance.runner.driver import RunOptions, conduct
from acceptance.runner.interrupts import Interrupts
from acceptance.runner.run import Run
from acceptance.runner.wanted import Sought

DEFECT_RUN_WITHIN_S = 600.0
CLEAN_SCENARIO_WITHIN_S = 60.0
"""On average: nothing of a clean run is left out, and a busy machine gives none of its scenarios much."""


class RunFailed(AcceptanceError):
    """A run of the proof could not be conducted at all."""

    def __init__(self, sentence: str, exit_code: ExitCode) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


class NotSwitchedOn(AcceptanceError):
    """A defect could not be switched on. What there was of it is off again, so others can be tried."""

    exit_code = ExitCode.NO_PLATFORM


@dataclass(frozen=True)
class Tried:
    """What came of a defect, and what the scenarios that caught it executed, with it and without."""

    proof: DefectProof
    executed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Clean:
    """By scenario, what it came to without any defect, how long it took and what it called, and what it executed.

    Attributes:
        figures: the file of the figures that were accepted; those of one platform stand for all of the proof.
    """

    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    seen: Mapping[str, Seen] = field(default_factory=dict)
    executed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    figures: Path | None = None

    def __or__(self, other: Clean) -> Clean:
        seen, executed = {**self.seen, **other.seen}, {**self.executed, **other.executed}
        return Clean({**self.outcomes, **other.outcomes}, seen, executed, other.figures or self.figures)


Start = Callable[[], tuple[Mapping[str, str], Bench]]


_PROCESSES: dict[int, str] = {}
"""Of each platform of this proof the processes: they share the machine, and none is a stranger to the others."""


class Instance:
    """Runs scenarios on a platform that nobody else uses. One thread at a time; `stop` may come from any.

    Args:
        env: name of the profile.
        start: ends the platform there was, if any, and starts one: the variables that lead to it, and what switches
            its defects.
        features: the folder of the features; by default the specification's.
        directory: where the folders of the runs are made.
        parallel: number of processes of a run.
        traced: keep what scenarios execute, which the key of a claim needs.
    """

    def __init__(
        self,
        env: str,
        start: Start,
        features: Path | None,
        directory: Path,
        parallel: int,
        *,
        traced: bool = True,
    ) -> None:
        self._env = env
        self._start = start
        self._environment, self._bench = start()
        self._features = features
        self._directory = directory
        self._parallel = parallel
        self._traced = traced
        self._interrupts = Interrupts()  # never entered: signals reach the main thread alone, which calls `stop`
        self.clean = Clean()
        """What is known of the scenarios without any defect; a proof of several platforms gives each what all found."""

    def stop(self) -> None:
        """Ends what runs here as an interrupt would: clean-ups are done, then KeyboardInterrupt is raised."""
        self._interrupts.stop()

    def run_clean(self, places: Sequence[str]) -> RunSummary:
        """Runs scenarios on the sound platform, and remembers what each of them calls; an inconclusive one twice.

        Where figures were measured, so is one that was not assessed: those of that second run are accepted, and who
        lacked accepted ones compares with them in a third run.
        """
        summary = self._learnt(places)
        known = {one.id: one for one in summary.scenarios}

        def ask_again(*outcomes: Outcome) -> RunSummary | None:
            open_ = [id_ for id_, one in known.items() if one.outcome in outcomes]
            again = self._learnt(open_) if open_ else None
            known.update({one.id: one for one in again.scenarios} if again else {})
            return again

        second = ask_again(Outcome.INCONCLUSIVE, *([Outcome.NOT_ASSESSED] if summary.figures else []))
        if second is not None and second.figures and second.complete:
            self.clean |= Clean(figures=_accepted(self._directory / second.run_id))
            ask_again(Outcome.NOT_ASSESSED)
        return replace(summary, scenarios=tuple(known.values()))

    def _learnt(self, places: Sequence[str]) -> RunSummary:
        """Runs scenarios; what is known of them without any defect is what came of this run."""
        run, summary = self.run(places, within_s=max(DEFECT_RUN_WITHIN_S, len(places) * CLEAN_SCENARIO_WITHIN_S))
        calls = {
            line.scope.scenario: frozenset(line.data["called"])
            for line in read(run.directory / RECORD)
            if line.kind == Kind.OPERATIONS and line.scope is not None
        }
        self.clean |= Clean(
            outcomes={one.id: one.outcome for one in summary.scenarios},
            seen={one.id: Seen(one.seconds, calls.get(one.id, frozenset())) for one in summary.scenarios},
            executed=run.traces(),
        )
        return summary

    def try_(self, defect: Defect, scenarios: Sequence[Known], first: Sequence[str], *, thorough: bool) -> Tried:
        """Runs what is needed while a defect is on.

        Args:
            scenarios: all there are.
            first: the names of those that caught it an earlier time; they look first.
            thorough: run every scenario to its end, instead of looking no further once the defect was caught.
        """
        if not self.clean.outcomes:
            raise ValueError("there was no clean run on this platform")
        started = time.monotonic()
        places = for_a_defect(scenarios, defect, self.clean.seen, all_bystanders=thorough, caught_by=first)
        if not places:
            missing = "; ".join(f"no scenario carries @{control}" for control in defect.must_catch)
            return Tried(untried(defect, missing, now=datetime.now(UTC)))
        ran: list[tuple[Run, RunSummary]] = []
        try:
            with self.switched_on(defect.id):
                ran.append(self.run(places, None if thorough else sought(defect)))
        except NotSwitchedOn as error:
            return Tried(untried(defect, error.sentence, now=datetime.now(UTC)))
        except PlatformNotProvided:
            if not ran:
                raise
            self._renew()  # it could not be switched off: what was seen was seen while it was on
        run, faulty = ran[0]
        proof = judged(defect, self.clean.outcomes, faulty, seconds=time.monotonic() - started)
        caught = [one.id for one in scenarios if one.name in proof.caught_by]
        traces = run.traces()
        executed = (self.clean.executed.get(one, frozenset()) | traces.get(one, frozenset()) for one in caught)
        return Tried(proof, frozenset().union(*executed))

    def _renew(self) -> None:
        if self._interrupts.received is not None:
            raise KeyboardInterrupt
        self._environment, self._bench = self._start()

    @contextmanager
    def switched_on(self, defect: str) -> Iterator[None]:
        """The platform with a defect, for the length of a block.

        Raises:
            NotSwitchedOn: it cannot be had.
            PlatformNotProvided: it could not be switched off again.
        """
        try:
            try:
                self._bench.on(defect, lambda: self._interrupts.received is not None)
            except PlatformNotProvided as error:
                raise NotSwitchedOn(f"it could not be switched on: {error.sentence}") from error
            yield
        finally:
            self._bench.off(defect)

    def run(
        self, places: Sequence[str], wanted: Sought | None = None, within_s: float = DEFECT_RUN_WITHIN_S
    ) -> tuple[Run, RunSummary]:
        """Runs scenarios on the platform as it is.

        Raises:
            RunFailed: it could not be conducted at all.
        """
        options = RunOptions(
            env=self._env,
            parallel=self._parallel,
            features=self._features,
            places=tuple(places),
            sought=wanted,
            timeout_s=within_s,
            html_report=False,
            reports=False,
            reports_dir=self._directory,
            traced=self._traced,
            logs_kept=False,
            tell_proofs=False,
        )

        @contextmanager
        def provide(_: Run) -> Iterator[Mapping[str, str]]:
            _PROCESSES[id(self)] = self._environment.get(PROCESSES, "")
            others = [told for one, told in _PROCESSES.items() if one != id(self)]
            yield {**self._environment, NEIGHBOURS: ",".join(others), **_compared_with(self.clean.figures)}

        conducted = conduct(options, provide, Console(io.StringIO()), self._interrupts)
        if self._interrupts.received is not None:
            raise KeyboardInterrupt
        fatal = next((one for one in conducted[1].problems if one.exit_code >= ExitCode.WRONG_USE), None)
        if fatal is not None:
            raise RunFailed(fatal.sentence, fatal.exit_code)
        return conducted


def _compared_with(figures: Path | None) -> Mapping[str, str]:
    """The variable by which a run knows the accepted figures, where there are any."""
    if figures is None:
        return {}
    from acceptance.record.baseline import ACCEPTED

    return {ACCEPTED: str(figures.resolve())}


def _accepted(run_dir: Path) -> Path:
    """The file in which the figures of a run are accepted, beside its folder."""
    from acceptance.record.baseline import measured, write_baseline  # mathematics, which only prove needs

    figures = run_dir.with_name(f"figures-{run_dir.name}.json")
    write_baseline(measured([run_dir]), figures)
    return figures
