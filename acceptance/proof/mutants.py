"""Tries a seeded sample of changes of the platform's own code: each must turn some scenario red that executes it."""

from __future__ import annotations

import hashlib
import os
import random
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from acceptance.catalogue.catalogue import CONTROLS, Framework, read_catalogue
from acceptance.catalogue.digest import suite_digest
from acceptance.catalogue.mutants import (
    Campaign,
    MutantResult,
    Sample,
    mutants_file,
    read_campaign,
    read_equivalent,
    write_campaign,
)
from acceptance.outcome import ConfigurationError, ExitCode, Outcome, PlatformNotProvided
from acceptance.platform.defects import Bench, provision_with_defects
from acceptance.platform.mutants import Mutant, Watch, commands_for_mutants, listed_mutants
from acceptance.platform.provision import PROVISIONED, own_platform
from acceptance.profile import find_profile
from acceptance.profile.joining import join
from acceptance.proof.ground import Ground
from acceptance.proof.instance import Instance, NotSwitchedOn
from acceptance.proof.prove import FOLDER, ProveOptions
from acceptance.proof.reach import Reach, looked
from acceptance.proof.selection import Known, provable
from acceptance.proof.team import Team
from acceptance.record.folder import reports_root
from acceptance.record.summary import ScenarioSummary, control_ids
from acceptance.runner.interrupts import Interrupts
from acceptance.runner.selection import identity, parsed
from acceptance.runner.wanted import Sought

MEASURES = ("performance", "slo", "chaos")
"""Tags of scenarios that measure how fast a platform is, or hurt it: they take minutes, and judge no decision."""
STAGES_S = (10.0, 60.0, 240.0)
"""The quickest scenarios look first, for as long by the clean run; then more of them. Whoever comes later does not."""
ANY = Sought(())


@dataclass(frozen=True)
class MutantsDone:
    """What came of a campaign."""

    campaign: Campaign
    interrupted: bool
    unsatisfied: tuple[str, ...] = ()

    @property
    def survivors(self) -> list[MutantResult]:
        return [one for one in self.campaign.results if one.came == "survived"]

    @property
    def exit_code(self) -> ExitCode:
        """1 when a mutant survived."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        return ExitCode.VIOLATED if self.survivors else ExitCode.OK


def prove_mutants(options: ProveOptions, number: int, seed: int, say: Callable[[str], None]) -> MutantsDone:
    """Tries mutants on platforms of its own, and keeps what came of each as it goes; goes on where it was interrupted.

    Args:
        number: how many; the same seed draws the same ones, and a larger number more of them.

    Raises:
        ConfigurationError: the profile has no mutants, or no scenario is left to find them.
        PlatformNotProvided: a platform did not come up, or does not keep to its contract.
    """
    profile = find_profile(options.env)
    provision, commands = provision_with_defects(profile)
    mutants = commands_for_mutants(provision, str(profile))
    all_ = listed_mutants(mutants)
    scenarios = chosen(_known(options), options, read_catalogue(options.catalogue))
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    directory = reports_root() / FOLDER / f"{name}-mutants"

    def start(stack: ExitStack, run_id: str) -> tuple[Instance, Watch]:
        platform = stack.enter_context(own_platform(profile, provision, run_id, os.environ, say))
        environment = {**platform.environment, PROVISIONED: "1"}
        bench = Bench(commands, run_id)
        place = (options.env, lambda: (environment, bench), options.features, directory, options.parallel)
        made = Instance(*place, traced=False)
        return made, Watch(mutants, run_id)

    def ground(index: int) -> Ground:
        return Ground(lambda stack, count: start(stack, f"{name}-{index}-{count}"))

    with Interrupts() as interrupts, ExitStack() as stack:
        grounds = [stack.enter_context(ground(index)) for index in range(1, options.instances + 1)]
        say(f"which code is executed by which of {len(scenarios)} scenarios")
        version, checks = _digest(f"{one.id} {one.digest}" for one in all_), _checks(options)
        key = _digest([version, checks, *(one.id for one in scenarios)])
        reach = looked(grounds[0].instance, grounds[0].watch, [one.id for one in scenarios], key)
        drawn, reached = sample(all_, reach, number, seed)
        begun = Sample(
            env=options.env,
            seed=seed,
            platform=version,
            suite=checks,
            mutants=len(all_),
            reached=reached,
            scenarios=len(reach.seconds),
            within=_within(options),
            begun=datetime.now(UTC).date(),
        )
        book = MutantBook(begun, mutants_file(begun, options.catalogue or CONTROLS))
        for line in _told(begun, reach):
            say(line)
        explained = read_equivalent(options.catalogue or CONTROLS)
        for one in drawn:
            if one.digest in explained:
                book.enter(_result(one, "equivalent", reason=explained[one.digest]))
        left = [one for one in drawn if one.digest not in explained and not book.has(one)]
        say(f"{len(drawn)} mutants are drawn with seed {seed}; {len(left)} of them are still to be tried")
        try:
            with Team(grounds, interrupts) as team:
                for done, fresh in enumerate(team.share(left, lambda ground, mutant: tried(ground, mutant, reach)), 1):
                    book.enter(fresh)
                    say(f"[{done:>{len(str(len(left)))}}/{len(left)}] {_line(fresh)}")
        except KeyboardInterrupt:
            say("interrupted; what was found out is kept, and the platform is gone")
        interrupted = interrupts.received is not None
    return MutantsDone(book.of(drawn), interrupted, reach.unsatisfied)


def chosen(scenarios: Iterable[Known], options: ProveOptions, frameworks: Iterable[Framework]) -> list[Known]:
    """The scenarios that look for mutants: all that judge single decisions, or those of some controls.

    Raises:
        ConfigurationError: none is left.
    """
    named = {one.framework: {control.id for control in one.controls} for one in frameworks}
    if options.framework and options.framework not in named:
        raise ConfigurationError(f"There is no framework {options.framework!r}; there are {', '.join(sorted(named))}.")
    own = named.get(options.framework or "", set()) | set(options.controls)
    found = [
        one
        for one in provable(scenarios)
        if one.controls and not one.tags & set(MEASURES) and (one.controls & own or not _within(options))
    ]
    if not found:
        raise ConfigurationError("No scenario is left to look for mutants: choose other controls.")
    return found


def sample(all_: Sequence[Mutant], reach: Reach, number: int, seed: int) -> tuple[list[Mutant], int]:
    """A draw from the mutants that a scenario executes, or may execute; and how many these are.

    The same seed orders the same mutants in the same way, so that a larger draw holds the smaller one.
    """
    reached = sorted((one for one in all_ if reach.scenarios(one)), key=lambda one: one.id)
    random.Random(seed).shuffle(reached)
    return reached[:number], len(reached)


def stages(places: Sequence[str], seconds: Mapping[str, float]) -> list[list[str]]:
    """The scenarios of each stage; one that does not fit into the last is in none, unless it is the very first."""
    found: list[list[str]] = [[] for _ in STAGES_S]
    total, stage = 0.0, 0
    for place in places:
        total += seconds[place]
        while stage < len(STAGES_S) and total > STAGES_S[stage] and place != places[0]:
            stage += 1
        if stage == len(STAGES_S):
            break
        found[stage].append(place)
    return [one for one in found if one]


class MutantBook:
    """Keeps what came of each mutant; what is there of the same platform and the same checks counts."""

    def __init__(self, sample_: Sample, path: Path) -> None:
        known = read_campaign(path)
        same = known is not None and _comparable(known.sample) == _comparable(sample_)
        self._path = path
        self._sample = known.sample if known is not None and same else sample_
        self._results = {one.id: one for one in known.results} if known is not None and same else {}

    def has(self, mutant: Mutant) -> bool:
        """Whether it was tried, and not explained away since or before."""
        known = self._results.get(mutant.id)
        return known is not None and known.digest == mutant.digest and known.came != "equivalent"

    def enter(self, result: MutantResult) -> None:
        """Keeps it at once."""
        self._results[result.id] = result
        write_campaign(self._campaign(), self._path)

    def of(self, drawn: Iterable[Mutant]) -> Campaign:
        """What is known of the mutants of a draw."""
        ids = {one.id for one in drawn}
        return replace(self._campaign(), results=tuple(one for one in self._campaign().results if one.id in ids))

    def _campaign(self) -> Campaign:
        return Campaign(self._sample, tuple(self._results.values()))


def tried(ground: Ground, mutant: Mutant, reach: Reach) -> MutantResult:
    """What comes of one mutant.

    A violation counts only if the scenario is satisfied again once the mutant is off. If it is not, the platform is
    spoiled, by this mutant or by an earlier one: the mutant is tried again on a fresh platform, and that counts.
    """
    started = time.monotonic()
    result, by = _looked_for(ground, mutant, reach)
    if by and not ground.is_sound(by):
        ground.renew()
        result, by = _looked_for(ground, mutant, reach)
        if by and not ground.is_sound(by):
            ground.renew()
    return result.model_copy(update={"seconds": round(time.monotonic() - started, 1)})


def _looked_for(ground: Ground, mutant: Mutant, reach: Reach) -> tuple[MutantResult, list[str]]:
    """What comes of a mutant on the platform as it is, and the scenarios that tell whether it is sound afterwards."""
    places = reach.scenarios(mutant)
    seen: list[ScenarioSummary] = []
    try:
        with ground.instance.switched_on(mutant.id):
            for stage in stages(places, reach.seconds):
                seen += _outcomes(ground.instance, stage)
                if any(one.outcome is Outcome.VIOLATED for one in seen):
                    break
    except NotSwitchedOn as error:
        return _result(mutant, "broken", reason=error.sentence, of=len(places)), places[:1]
    except PlatformNotProvided:
        ground.renew()  # it could not be switched off: what was seen was seen while it was on
    return _judged(mutant, seen, len(places)), [one.id for one in seen if one.outcome is not Outcome.SATISFIED][:1]


def _outcomes(instance: Instance, places: Sequence[str]) -> list[ScenarioSummary]:
    """What scenarios said, up to the first violation; those that were left out then are none of them."""
    _, summary = instance.run(places, ANY)
    return [one for one in summary.scenarios if one.outcome is not Outcome.NOT_ASSESSED]


def _judged(mutant: Mutant, seen: Sequence[ScenarioSummary], of: int) -> MutantResult:
    red = next((one for one in seen if one.outcome is Outcome.VIOLATED), None)
    unclear = [one for one in seen if one.outcome is Outcome.INCONCLUSIVE]
    if red is not None:
        by, controls = f"{red.feature} > {red.name}", tuple(control_ids(red.tags))
        told = {"by": by, "controls": controls, "reason": red.reason}
        return _result(mutant, "killed", **told, tried=len(seen), of=of)
    if not seen or len(unclear) == len(seen):
        reason = unclear[0].reason if unclear else "no scenario came to an end"
        return _result(mutant, "broken", reason=reason, tried=len(seen), of=of)
    noticed = [f"{len(unclear)} inconclusive, such as {one.feature} > {one.name}: {one.reason}" for one in unclear[:1]]
    return _result(mutant, "survived", reason="".join(noticed), tried=len(seen), of=of)


def _result(mutant: Mutant, came: str, **told: object) -> MutantResult:
    facts = {"id": mutant.id, "title": mutant.title, "digest": mutant.digest, "came": came}
    return MutantResult.model_validate(facts | told)


def _known(options: ProveOptions) -> Iterator[Known]:
    walked = (one for feature in parsed(options.features) for one in feature.walk_scenarios())
    return map(Known.from_identity, map(identity, walked))


def _within(options: ProveOptions) -> str:
    return ", ".join([*([options.framework] if options.framework else []), *sorted(options.controls)])


def _comparable(one: Sample) -> tuple[object, ...]:
    return one.env, one.seed, one.platform, one.suite, one.within


def _checks(options: ProveOptions) -> str:
    files = join(find_profile(options.env)).documents
    return _digest([suite_digest(), *(one.path.read_text("utf-8") for one in files)])


def _digest(words: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]


def _told(begun: Sample, reach: Reach) -> list[str]:
    rest = begun.mutants - begun.reached
    return [
        *(f"not asked, because not satisfied without any mutant: {one}" for one in reach.unsatisfied),
        f"{begun.scenarios} scenarios execute, or may execute, {begun.reached} of {begun.mutants} mutants; {rest} "
        f"({rest / max(begun.mutants, 1):.0%}) are in code that none of them executes, and are not drawn",
    ]


def _line(one: MutantResult) -> str:
    words = {"killed": "killed  ", "survived": "SURVIVED", "broken": "broken  ", "equivalent": "equivalent"}
    note = f"{', '.join(one.controls)}: {one.reason}" if one.controls else one.reason
    looked_at = f"{one.tried} of {one.of} scenarios"
    return f"{words[one.came]} {one.seconds:5.1f} s  {one.id}\n    {one.title}\n    {looked_at}; {note}"
