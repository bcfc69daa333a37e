"""Proves controls: clean platforms first, then each defect on one of them."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from itertools import count
from operator import or_
from pathlib import Path

from acceptance.catalogue.catalogue import CONTROLS, controls_of, differences, read_catalogue
from acceptance.catalogue.claims import Claim, proofs_of, read_claims, write_claims
from acceptance.catalogue.digest import suite_digest
from acceptance.catalogue.ids import ids_of
from acceptance.catalogue.key import Basis, Now, digest, new_key
from acceptance.catalogue.proof import DefectProof, keep_proof
from acceptance.outcome import ConfigurationError, ExitCode, Outcome
from acceptance.platform.defects import Bench, Defect, listed, provision_with_defects
from acceptance.platform.provision import PROVISIONED, own_platform
from acceptance.profile import find_profile
from acceptance.profile.joining import join
from acceptance.proof.due import Due, due, share, told, voided_by
from acceptance.proof.instance import Instance, Tried
from acceptance.proof.selection import Known, dealt, for_the_clean_run, provable, wanted_defects
from acceptance.proof.team import Team
from acceptance.record.folder import reports_root
from acceptance.record.summary import RunSummary, ScenarioSummary
from acceptance.runner.compared import now, texts_of, what_changed
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
        defects, controls, framework: only these, whether due or not; nothing means what is due.
        everything: every defect of the platform.
        shard: only one part of what is due: which one, from 1, and of how many.
        all_bystanders: run every scenario with every defect, each to its end.
        instances: number of platforms that work off the defects side by side.
        parallel: number of processes of each run.
    """

    env: str = "local"
    defects: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    framework: str | None = None
    everything: bool = False
    shard: tuple[int, int] | None = None
    all_bystanders: bool = False
    instances: int = 1
    parallel: int = 1
    features: Path | None = None
    catalogue: Path | None = None

    @property
    def narrowed(self) -> bool:
        return bool(self.defects or self.controls or self.framework)


@dataclass(frozen=True)
class Proving:
    """What came of it.

    Attributes:
        unclean: what was not satisfied without any defect. Such a scenario proves nothing and is set aside; a defect
            that only such ones could catch is not tried, and nothing is when the run itself had a problem.
    """

    directory: Path
    unclean: tuple[str, ...]
    defects: tuple[DefectProof, ...]
    unproven: tuple[str, ...]
    interrupted: bool
    seconds: float
    tried_s: float = 0.0
    """How long it took from the first defect to the last."""
    holes: tuple[str, ...] = ()
    """What a key did not see, one sentence each."""

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


@dataclass(frozen=True)
class Plan:
    """What there is to prove, and what is known so far."""

    all_defects: tuple[Defect, ...]
    defects: tuple[Defect, ...]
    due: tuple[Due, ...]
    claims: dict[str, Claim]
    scenarios: tuple[Known, ...]
    now: Now


def plan(options: ProveOptions) -> Plan:
    """Looks what is due; starts no platform.

    Raises:
        ConfigurationError: the profile cannot switch defects, an option names what does not exist, or the catalogue
            and the platform's list disagree on who must catch what.
        PlatformNotProvided: the platform does not say which defects it has.
    """
    profile = find_profile(options.env)
    defects = listed(provision_with_defects(profile)[1])
    frameworks = read_catalogue(options.catalogue)
    controls = controls_of(frameworks)
    wanted = wanted_defects(defects, ids=options.defects, controls=options.controls, framework=options.framework)
    if apart := differences(controls, {one.id: one.must_catch for one in defects}):
        raise ConfigurationError("\n".join(apart.values()))
    features = parsed(options.features)
    known = now(texts_of(features), defects, controls, profile)
    ids = {one.id for one in defects}
    claims = {id_: claim for id_, claim in read_claims(options.catalogue).items() if id_ in ids}
    stale = {
        one.defect: f"it was proven with the profile {one.env}" for one in claims.values() if one.env != options.env
    }
    stale |= what_changed((one for one in claims.values() if one.env == options.env), known)
    everything = options.everything or options.narrowed or options.all_bystanders
    found = due(wanted, claims, stale, everything=everything, why="asked for")
    walked = (one for feature in features for one in feature.walk_scenarios())
    return Plan(
        all_defects=tuple(defects),
        defects=tuple(wanted),
        due=tuple(share(found, *options.shard) if options.shard else found),
        claims=claims,
        scenarios=tuple(provable(map(Known.from_identity, map(identity, walked)))),
        now=known,
    )


def prove(options: ProveOptions, say: Callable[[str], None]) -> Proving:
    """Proves what is due, on platforms of its own, and keeps what it finds out as it goes.

    Raises:
        ConfigurationError, PlatformNotProvided: as `plan`; or a platform did not come up, or a defect could not be
            switched off again.
    """
    planned = plan(options)
    for line in told(planned.due, min(options.instances, len(planned.due) or 1)):
        say(line)
    proof_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    directory = reports_root() / FOLDER / proof_id
    book = Book(planned, options)
    started = first = time.monotonic()
    unclean: list[str] = []
    interrupted = False
    defects = [one.defect for one in planned.due]
    if defects:
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
                    places = for_the_clean_run(planned.scenarios, defects, everything=everything, seconds=earlier)
                    say(f"without any defect: {len(places)} scenarios")
                    parts = dealt(places, earlier, len(instances))
                    cleans = list(team.share(parts, lambda instance, part: instance.run_clean(part)))
                    unclean += [complaint for clean in cleans for complaint in _complaints(clean)]
                    for complaint in unclean:
                        say(f"NOT CLEAN, set aside: {complaint}")
                    sound, defects = _sound(cleans, planned.scenarios, defects)
                    everything_clean = reduce(or_, (instance.clean for instance in instances))
                    for instance in instances:
                        instance.clean = everything_clean
                    first = time.monotonic()

                    def tried(instance: Instance, defect: Defect) -> Tried:
                        claim = planned.claims.get(defect.id)
                        names = claim.by if claim is not None else ()
                        return instance.try_(defect, sound, names, thorough=options.all_bystanders)

                    for fresh in team.share(defects, tried):
                        for sentence in book.enter(fresh):
                            say(sentence)
                        say(_line(len(book.found), len(defects), fresh.proof))
            except KeyboardInterrupt:
                say("interrupted; what was found out is kept, and the platform is gone")
        interrupted = interrupts.received is not None
    book.write()
    return Proving(
        directory=directory,
        unclean=tuple(unclean),
        defects=tuple(sorted(book.found, key=lambda one: [each.id for each in defects].index(one.id))),
        unproven=_unproven(options, planned),
        interrupted=interrupted,
        seconds=time.monotonic() - started,
        tried_s=time.monotonic() - first,
        holes=tuple(book.holes),
    )


class Book:
    """Where the claims of one proof are entered, each as soon as it is made."""

    def __init__(self, planned: Plan, options: ProveOptions) -> None:
        self._planned = planned
        self._options = options
        self._checks_the_key = {one.defect.id for one in planned.due if one.checks_the_key}
        self._suite = self._suite_now()
        self._decided: set[str] = set()
        self.found: list[DefectProof] = []
        self.holes: list[str] = []

    def enter(self, tried: Tried) -> list[str]:
        """Enters what came of a defect; returns what else is to be said of it."""
        proof, claims = tried.proof, self._planned.claims
        self.found.append(proof)
        if self._suite_now() != self._suite:
            return [f"{proof.id}: not entered, because the suite was changed while it was being proven; prove it again"]
        said = self._hole(claims[proof.id]) if self._fails_with_its_key(proof) else []
        claims[proof.id] = claim = self._claim(tried)
        self._decided.add(proof.id)
        keep_proof(proof, claim.digest)
        self.write()
        return said

    def write(self) -> None:
        """Writes the claims, with what another proof entered meanwhile; those of defects that are no more are gone."""
        framework_of = {one.id: one.framework for one in self._planned.all_defects}
        entered = read_claims(self._options.catalogue)
        self._planned.claims.update({id_: one for id_, one in entered.items() if id_ not in self._decided})
        write_claims(self._planned.claims.values(), framework_of, self._options.catalogue or CONTROLS)

    def _claim(self, tried: Tried) -> Claim:
        proof = tried.proof
        day = proof.found.date()
        if proof.killed and not tried.executed:
            raise ValueError(f"{proof.id} was caught by scenarios that were not traced")
        basis = Basis(proof.id, proof.caught_by, ids_of(tried.executed))
        key = new_key(basis, self._planned.now) if proof.killed else ""
        beside = None if proof.bystanders or not proof.beside else day
        executed = basis.executed if proof.killed else frozenset[str]()
        made = (proof.id, proof.killed, key, day, beside, proof.seconds, self._options.env)
        return Claim(*made, by=proof.caught_by, executed=executed)

    def _fails_with_its_key(self, proof: DefectProof) -> bool:
        return proof.id in self._checks_the_key and not proof.killed and bool(proof.controls)

    def _hole(self, failed: Claim) -> list[str]:
        """The key did not see why the claim fails: nobody knows of what it shares with others."""
        fallen = [one for one in voided_by(failed, self._planned.claims) if one != failed.defect]
        for one in fallen:
            del self._planned.claims[one]
        self._decided.update(fallen)
        others = f"{len(fallen)} claims that share something with it are void"
        self.holes.append(
            f"HOLE OF THE KEY: {failed.defect} survived although nothing in its key had changed; {others}"
        )
        return self.holes[-1:]

    def _suite_now(self) -> str:
        files = join(find_profile(self._options.env)).documents
        return suite_digest() + digest("".join(one.path.read_text("utf-8") for one in files))


@contextmanager
def _instance(options: ProveOptions, run_id: str, directory: Path, say: Callable[[str], None]) -> Iterator[Instance]:
    """A platform of this proof, without any defect; and another one each time it cannot be used any more."""
    numbers = count(1)
    with ExitStack() as stack:

        def start() -> tuple[Mapping[str, str], Bench]:
            stack.close()
            return stack.enter_context(_platform(options, f"{run_id}-{next(numbers)}", say))

        yield Instance(options.env, start, options.features, directory, options.parallel)


@contextmanager
def _platform(
    options: ProveOptions, run_id: str, say: Callable[[str], None]
) -> Iterator[tuple[Mapping[str, str], Bench]]:
    """The variables that lead to a platform, and what switches its defects."""
    profile = find_profile(options.env)
    provision, commands = provision_with_defects(profile)
    with own_platform(profile, provision, run_id, os.environ, say) as platform:
        bench = Bench(commands, run_id)
        for left in platform.defects:
            say(f"switching {left} off: an earlier command left it on")
            bench.off(left)
        yield {**platform.environment, PROVISIONED: "1"}, bench


def _complaints(clean: RunSummary) -> list[str]:
    """What keeps the platform without any defect from being called clean."""
    told = [f"{one.feature} > {one.name}: {one.outcome.words}: {one.reason}" for one in _red(clean)]
    return told + [problem.sentence for problem in clean.problems]


def _red(clean: RunSummary) -> list[ScenarioSummary]:
    """The scenarios that were not as they should be although no defect was on."""
    if clean.exit_code is ExitCode.OK:
        return []
    return [one for one in clean.scenarios if one.outcome is not Outcome.SATISFIED and not clean.accepts(one)]


def _sound(
    cleans: Sequence[RunSummary], scenarios: Sequence[Known], defects: Sequence[Defect]
) -> tuple[list[Known], list[Defect]]:
    """The scenarios that can prove something, and the defects that can be tried by them."""
    if any(clean.problems for clean in cleans):
        return [], []
    aside = {one.id for clean in cleans for one in _red(clean)}
    sound = [one for one in scenarios if one.id not in aside]
    all_controls, left = ({control for one in known for control in one.controls} for known in (scenarios, sound))
    return sound, [one for one in defects if not set(one.must_catch) & (all_controls - left)]


def _line(number: int, total: int, fresh: DefectProof) -> str:
    verdict = "killed  " if fresh.killed else "SURVIVED"
    line = f"[{number:>{len(str(total))}}/{total}] {verdict} {fresh.seconds:5.1f} s  {fresh.id}"
    notes = [*([] if fresh.killed else [fresh.reason]), *(f"BYSTANDER {one}" for one in fresh.bystanders)]
    return "\n".join([line, *(f"           {note}" for note in notes)])


def _unproven(options: ProveOptions, planned: Plan) -> tuple[str, ...]:
    """The controls this was about that are not proven: of the frameworks, or only those that were asked for."""
    frameworks = read_catalogue(options.catalogue)
    stale = what_changed(planned.claims.values(), planned.now)
    proofs = proofs_of(frameworks, planned.claims, stale, datetime.now(UTC).date())
    concerned = {control for defect in planned.defects for control in defect.must_catch}
    asked = set(options.controls) or (concerned if options.defects else set())
    names = {defect.framework for defect in planned.defects}
    return tuple(
        f"{control.id}"
        for framework in frameworks
        for control in framework.controls
        if (control.id in asked if asked else framework.framework in names) and not proofs[control.id].proven
    )
