"""Which scenarios execute which places of the platform's code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance.outcome import Outcome
from acceptance.platform.mutants import Mutant, Spans, Watch
from acceptance.proof.instance import Instance
from acceptance.record.ledger import Kind, read
from acceptance.record.summary import RECORD
from acceptance.state import keep, kept

RUN_WITHIN_S = 3600.0
"""It takes every scenario one after the other, on a platform that notes what it does."""
_KIND = "reach"


@dataclass(frozen=True)
class Reach:
    """What a run one scenario after the other, on the platform as it should be, told.

    Attributes:
        seconds: how long each scenario lasted that was satisfied; others cannot tell anything of a mutant.
        places: the scenarios that execute each place.
        unsatisfied: the others, with their outcome and reason.
    """

    seconds: Mapping[str, float]
    places: Mapping[str, tuple[str, ...]]
    unsatisfied: tuple[str, ...] = ()

    def scenarios(self, mutant: Mutant) -> list[str]:
        """Those that execute a mutant, the quickest first; all, where the platform cannot tell."""
        named = (
            {one for place in mutant.places for one in self.places.get(place, ())} if mutant.places else self.seconds
        )
        return sorted((one for one in named if one in self.seconds), key=lambda one: (self.seconds[one], one))


def looked(instance: Instance, watch: Watch, places: Sequence[str], key: str) -> Reach:
    """Runs the scenarios while the platform notes what it executes; what was found out before is believed.

    Args:
        key: names all that the answer depends on.

    Raises:
        PlatformNotProvided: the platform cannot note it.
        RunFailed: the run could not be conducted.
    """
    if (known := kept(_KIND, key)) is not None:
        return _read(known)
    watch.on()
    run, summary = instance.run(places, within_s=RUN_WITHIN_S)
    spans = watch.reached()
    watch.off()
    sound = {one.id: one.seconds for one in summary.scenarios if one.outcome is Outcome.SATISFIED}
    told = tuple(
        f"{one.feature} > {one.name}: {one.outcome.words}: {one.reason}"
        for one in summary.scenarios
        if one.id not in sound
    )
    found = Reach(sound, executed(spans, lasted(run.directory)), told)
    keep(_KIND, key, {"seconds": found.seconds, "places": found.places, "unsatisfied": told})
    return found


def lasted(directory: Path) -> dict[str, tuple[float, float]]:
    """When each scenario of a run began and ended, in seconds since 1970."""
    found: dict[str, tuple[float, float]] = {}
    for line in read(directory / RECORD):
        at = line.time.timestamp()
        if line.scope is not None and line.kind == Kind.SCENARIO_STARTED:
            found[line.scope.scenario] = (at, at)
        elif line.scope is not None and line.kind == Kind.SCENARIO_FINISHED:
            found[line.scope.scenario] = (found.get(line.scope.scenario, (at, at))[0], at)
    return found


def executed(spans: Spans, scenarios: Mapping[str, tuple[float, float]]) -> dict[str, tuple[str, ...]]:
    """The scenarios during which each place was executed."""
    return {
        place: tuple(name for name, (begin, end) in scenarios.items() if _meets(several, begin, end))
        for place, several in spans.items()
    }


def _meets(spans: Iterable[tuple[float, float]], begin: float, end: float) -> bool:
    return any(first <= end and last >= begin for first, last in spans)


def _read(known: Mapping[str, Any]) -> Reach:
    places = {place: tuple(several) for place, several in known["places"].items()}
    return Reach(known["seconds"], places, tuple(known["unsatisfied"]))
