"""Proves controls: a clean platform first, then each defect on it, one after the other."""

from __future__ import annotations

import io
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from acceptance.controls.catalogue import CONTROLS, read_catalogue
from acceptance.controls.proof import DefectProof, Proof, proof_of, read_proof, write_proof
from acceptance.digest import checks_digest
from acceptance.outcome import AcceptanceError, ExitCode, Outcome
from acceptance.profile import find_profile
from acceptance.proving.defects import Bench, Defect, listed, provision_with_defects
from acceptance.proving.judgement import judged, untried
from acceptance.proving.selection import Known, Seen, for_a_defect, for_the_clean_run, provable, wanted_defects
from acceptance.provision import PROVISIONED, own_platform
from acceptance.record.ledger import Kind, read
from acceptance.record.summary import RECORD, RunSummary
from acceptance.runner import run as runs
from acceptance.runner.console import Console
from acceptance.runner.driver import RunOptions, conduct
from acceptance.runner.interrupts import Interrupts
from acceptance.runner.run import Run
from acceptance.runner.schedule import earlier_seconds
from acceptance.runner.selection import identity, parsed

DEFECT_RUN_WITHIN_S = 600.0
FOLDER = "proofs"
"""Below the folder of all reports; so `latest` stays what the last run on a sound platform said."""


@dataclass(frozen=True)
class ProveOptions:
    """What to prove and how.

    Args:
        env: name of the profile.
        defects, controls, framework: only these; nothing means every defect of the platform.
        all_bystanders: run every scenario with every defect.
        parallel: number of processes.
    """

    env: str = "local"
    defects: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    framework: str | None = None
    all_bystanders: bool = False
    parallel: int = 1
    features: Path = Path("features")
    catalogue: Path = CONTROLS

    @property
    def narrowed(self) -> bool:
        return bool(self.defects or self.controls)


@dataclass(frozen=True)
class Proving:
    """What came of it. `unclean` tells what was not satisfied without any defect; then nothing was tried."""

    directory: Path
    unclean: tuple[str, ...]
    defects: tuple[DefectProof, ...]
    unproven: tuple[str, ...]
    interrupted: bool
    seconds: float

    @property
    def killed(self) -> int:
        return sum(one.killed for one in self.defects)

    @property
    def exit_code(self) -> ExitCode:
        """1 when a defect survived, a reason was wrong, a bystander turned red, or the clean platform was not green."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        fine = not self.unclean and all(one.killed and not one.bystanders for one in self.defects)
        return ExitCode.OK if fine else ExitCode.VIOLATED


def prove(options: ProveOptions, say: Callable[[str], None]) -> Proving:
    """Proves what the options ask for, on a platform of its own, and keeps what it finds out as it goes.

    Raises:
        ConfigurationError: the profile cannot switch defects, or an option names what does not exist.
        PlatformNotProvided: the platform did not come up, or a defect could not be switched.
    """
    profile = find_profile(options.env)
    provision, commands = provision_with_defects(profile)
    all_defects = listed(commands)
    defects = wanted_defects(all_defects, ids=options.defects, controls=options.controls, framework=options.framework)
    proof = read_proof(options.catalogue).only(one.id for one in all_defects)
    proof_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    directory = Path(os.environ.get(runs.REPORTS_DIR, "reports")) / FOLDER / proof_id
    started = time.monotonic()
    found: list[DefectProof] = []
    unclean: list[str] = []
    with Interrupts() as interrupts:
        try:
            with own_platform(profile, provision, proof_id, os.environ, say) as platform:
                bench = Bench(commands, proof_id)
                for left in platform.defects:
                    say(f"switching {left} off: an earlier command left it on")
                    bench.off(left)
                work = _Work(options, {**platform.environment, PROVISIONED: "1"}, directory, interrupts)
                clean = work.clean_run(defects, say)
                unclean = _complaints(clean)
                for number, defect in enumerate([] if unclean else defects, 1):
                    fresh = work.try_(defect, bench, clean)
                    found.append(fresh)
                    proof = proof.with_(fresh)
                    write_proof(proof, options.catalogue)
                    say(_line(number, len(defects), fresh))
        except KeyboardInterrupt:
            say("interrupted; what was found out is kept, and the platform is gone")
    write_proof(proof, options.catalogue)
    return Proving(
        directory=directory,
        unclean=tuple(unclean),
        defects=tuple(found),
        unproven=_unproven(options, proof, defects),
        interrupted=interrupts.received is not None,
        seconds=time.monotonic() - started,
    )


class _Work:
    """Runs scenarios on the platform of this proof."""

    def __init__(
        self, options: ProveOptions, environment: Mapping[str, str], directory: Path, interrupts: Interrupts
    ) -> None:
        self._options = options
        self._environment = environment
        self._directory = directory
        self._interrupts = interrupts
        self._digest = checks_digest()
        walked = (one for feature in parsed(options.features) for one in feature.walk_scenarios())
        self._scenarios = provable(map(Known.from_identity, map(identity, walked)))
        self._seen: dict[str, Seen] = {}

    def clean_run(self, defects: Sequence[Defect], say: Callable[[str], None]) -> RunSummary:
        """Runs what is needed on the sound platform, and remembers what each scenario calls."""
        earlier = earlier_seconds(self._directory.parent.parent, self._directory)
        everything = not self._options.narrowed or self._options.all_bystanders
        places = for_the_clean_run(self._scenarios, defects, everything=everything, seconds=earlier)
        say(f"without any defect: {len(places)} scenarios")
        run, summary = self._run(places)
        calls = {
            line.scope.scenario: frozenset(line.data["called"])
            for line in read(run.directory / RECORD)
            if line.kind == Kind.OPERATIONS and line.scope is not None
        }
        self._seen = {one.id: Seen(one.seconds, calls.get(one.id, frozenset())) for one in summary.scenarios}
        return summary

    def try_(self, defect: Defect, bench: Bench, clean: RunSummary) -> DefectProof:
        """Runs what is needed while a defect is on."""
        started = time.monotonic()
        places = for_a_defect(self._scenarios, defect, self._seen, all_bystanders=self._options.all_bystanders)
        if not places:
            return untried(defect, digest=self._digest, now=datetime.now(UTC))
        with self._switched_on(defect.id, bench):
            _, faulty = self._run(places)
        return judged(defect, clean, faulty, seconds=time.monotonic() - started, digest=self._digest)

    @contextmanager
    def _switched_on(self, defect: str, bench: Bench) -> Iterator[None]:
        try:
            bench.on(defect)
            yield
        finally:
            with self._interrupts.held():
                bench.off(defect)

    def _run(self, places: Sequence[str]) -> tuple[Run, RunSummary]:
        options = RunOptions(
            env=self._options.env,
            parallel=self._options.parallel,
            features=self._options.features,
            places=tuple(places),
            timeout_s=DEFECT_RUN_WITHIN_S,
            html_report=False,
            allure_results=False,
            reports_dir=self._directory,
        )

        @contextmanager
        def provide(_: Run) -> Iterator[Mapping[str, str]]:
            yield self._environment

        conducted = conduct(options, provide, Console(io.StringIO()), self._interrupts)
        if self._interrupts.received is not None:
            raise KeyboardInterrupt
        fatal = next((one for one in conducted[1].problems if one.exit_code >= ExitCode.WRONG_USE), None)
        if fatal is not None:
            raise RunFailed(fatal.sentence, fatal.exit_code)
        return conducted


class RunFailed(AcceptanceError):
    """A run of the proof could not be conducted at all."""

    def __init__(self, sentence: str, exit_code: ExitCode) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def _complaints(clean: RunSummary) -> list[str]:
    """What keeps the platform without any defect from being called clean."""
    if clean.exit_code is ExitCode.OK:
        return []
    red = [one for one in clean.scenarios if one.outcome is not Outcome.SATISFIED and not clean.accepts(one)]
    told = [f"{one.feature} > {one.name}: {one.outcome.words}: {one.reason}" for one in red]
    return told + [problem.sentence for problem in clean.problems]


def _line(number: int, total: int, fresh: DefectProof) -> str:
    verdict = "killed  " if fresh.killed else "SURVIVED"
    line = f"[{number:>{len(str(total))}}/{total}] {verdict} {fresh.seconds:5.1f} s  {fresh.id}"
    notes = [*([] if fresh.killed else [fresh.reason]), *(f"BYSTANDER {one}" for one in fresh.bystanders)]
    return "\n".join([line, *(f"           {note}" for note in notes)])


def _unproven(options: ProveOptions, proof: Proof, defects: Sequence[Defect]) -> tuple[str, ...]:
    """The controls this was about that are not proven: of the frameworks, or only those that were asked for."""
    digest = checks_digest()
    concerned = {control for defect in defects for control in defect.must_catch}
    asked = set(options.controls) or (concerned if options.defects else set())
    frameworks = {defect.framework for defect in defects}
    return tuple(
        control.id
        for framework in read_catalogue(options.catalogue)
        for control in framework.controls
        if (control.id in asked if asked else framework.framework in frameworks)
        and not proof_of(control.id, proof, digest).proven
    )
