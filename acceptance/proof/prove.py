"""Proves controls: clean platforms first, then each defect on one of them."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from acceptance.catalogue.catalogue import CONTROLS, read_catalogue
from acceptance.catalogue.digest import checks_digest
from acceptance.catalogue.proof import DefectProof, Proof, proof_of, read_proof, write_proof
from acceptance.outcome import ExitCode, Outcome
from acceptance.platform.provision import PROVISIONED, own_platform
from acceptance.profile import find_profile
from acceptance.proof.defects import Bench, Defect, listed, provision_with_defects
from acceptance.proof.instance import Instance
from acceptance.proof.selection import Known, for_the_clean_run, provable, wanted_defects
from acceptance.proof.team import Team
from acceptance.record.folder import reports_root
from acceptance.record.summary import RunSummary
from acceptance.runner.interrupts import Interrupts
from acceptance.runner.schedule import earlier_seconds
from acceptance.runner.selection import identity, parsed

FOLDER = "proofs"
"""Below the folder of all reports; so `latest` stays what the last run on a sound platform said."""


@dataclass(frozen=True)
class ProveOptions:
    """What to prove and how.

    Args:
        env: name of the profile.
        defects, controls, framework: only these; nothing means every defect of the platform.
        all_bystanders: run every scenario with every defect, each to its end.
        instances: number of platforms that work off the defects side by side.
        parallel: number of processes of each run.
    """

    env: str = "local"
    defects: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    framework: str | None = None
    all_bystanders: bool = False
    instances: int = 1
    parallel: int = 1
    features: Path = Path("features")
    catalogue: Path = CONTROLS

    @property
    def narrowed(self) -> bool:
        return bool(self.defects or self.controls or self.framework)


@dataclass(frozen=True)
class Proving:
    """What came of it. `unclean` tells what was not satisfied without any defect; then nothing was tried."""

    directory: Path
    unclean: tuple[str, ...]
    defects: tuple[DefectProof, ...]
    unproven: tuple[str, ...]
    interrupted: bool
    seconds: float
    tried_s: float = 0.0
    """How long it took from the first defect to the last."""

    @property
    def killed(self) -> int:
        return sum(one.killed for one in self.defects)

    @property
    def exit_code(self) -> ExitCode:
        """1 when a defect survived, a reason was wrong, a bystander turned red, or a clean platform was not green."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        fine = not self.unclean and all(one.killed and not one.bystanders for one in self.defects)
        return ExitCode.OK if fine else ExitCode.VIOLATED


def prove(options: ProveOptions, say: Callable[[str], None]) -> Proving:
    """Proves what the options ask for, on platforms of its own, and keeps what it finds out as it goes.

    Raises:
        ConfigurationError: the profile cannot switch defects, or an option names what does not exist.
        PlatformNotProvided: a platform did not come up, or a defect could not be switched off again.
    """
    _, commands = provision_with_defects(find_profile(options.env))
    all_defects = listed(commands)
    defects = wanted_defects(all_defects, ids=options.defects, controls=options.controls, framework=options.framework)
    proof = read_proof(options.catalogue).only(one.id for one in all_defects)
    proof_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    directory = reports_root() / FOLDER / proof_id
    digest = checks_digest()
    walked = (one for feature in parsed(options.features) for one in feature.walk_scenarios())
    scenarios = provable(map(Known.from_identity, map(identity, walked)))
    started = first = time.monotonic()
    found: list[DefectProof] = []
    unclean: list[str] = []
    with Interrupts() as interrupts:
        try:
            with ExitStack() as stack:
                instances = [
                    stack.enter_context(_instance(options, f"{proof_id}-{number}", directory, say))
                    for number in range(1, min(options.instances, len(defects)) + 1)
                ]
                team = stack.enter_context(Team(instances, interrupts))
                earlier = earlier_seconds(directory.parent.parent, directory)
                everything = not options.narrowed or options.all_bystanders
                places = for_the_clean_run(scenarios, defects, everything=everything, seconds=earlier)
                say(f"without any defect: {len(places)} scenarios")
                for clean in team.on_each(lambda instance: instance.run_clean(places)):
                    unclean += _complaints(clean)
                first = time.monotonic()
                before = {one.id: one for one in proof.defects}

                def tried(instance: Instance, defect: Defect) -> DefectProof:
                    known = before.get(defect.id)
                    return instance.try_(defect, scenarios, known, thorough=options.all_bystanders, digest=digest)

                for fresh in team.share([] if unclean else defects, tried):
                    found.append(fresh)
                    proof = proof.with_(fresh)
                    write_proof(proof, options.catalogue)
                    say(_line(len(found), len(defects), fresh))
        except KeyboardInterrupt:
            say("interrupted; what was found out is kept, and the platform is gone")
    write_proof(proof, options.catalogue)
    order = [one.id for one in defects]
    return Proving(
        directory=directory,
        unclean=tuple(unclean),
        defects=tuple(sorted(found, key=lambda one: order.index(one.id))),
        unproven=_unproven(options, proof, defects),
        interrupted=interrupts.received is not None,
        seconds=time.monotonic() - started,
        tried_s=time.monotonic() - first,
    )


@contextmanager
def _instance(options: ProveOptions, run_id: str, directory: Path, say: Callable[[str], None]) -> Iterator[Instance]:
    """A platform of this proof, without any defect."""
    profile = find_profile(options.env)
    provision, commands = provision_with_defects(profile)
    with own_platform(profile, provision, run_id, os.environ, say) as platform:
        bench = Bench(commands, run_id)
        for left in platform.defects:
            say(f"switching {left} off: an earlier command left it on")
            bench.off(left)
        environment = {**platform.environment, PROVISIONED: "1"}
        yield Instance(options.env, environment, bench, options.features, directory, options.parallel)


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
