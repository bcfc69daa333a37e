"""How well a control detects harm, as far as anybody has tried: planted faults, and mutants that nobody chose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from acceptance.catalogue.catalogue import Control, Framework
from acceptance.catalogue.claims import Claims
from acceptance.catalogue.mutants import Campaign, each_once
from acceptance.record.certainty import at_least


@dataclass(frozen=True)
class Detection:
    """What one control has caught.

    Attributes:
        planted: the defects that are declared for it.
        caught: those of them with a claim that stands.
        due: those of them without one.
        mutants, of: how many mutants it was the first to catch, of how many that say something; a mutant is tried
            until one control catches it, so others might have caught it too.
        platforms: the profiles of the platforms that this was found on.
        days: of the oldest and of the newest finding; None where there is none.
    """

    planted: int = 0
    caught: int = 0
    due: int = 0
    mutants: int = 0
    of: int = 0
    platforms: tuple[str, ...] = ()
    days: tuple[date, date] | None = None

    @property
    def brief(self) -> str:
        """For a column: `4/4 planted, 3 mutants`."""
        return f"{self.caught}/{self.planted} planted, {self.mutants} mutants" if self.days else "never tried"

    @property
    def words(self) -> str:
        """The whole statement."""
        if self.days is None:
            return f"detection: nobody has tried it ({self.planted} planted faults are declared)"
        planted = f"{self.caught} of {self.planted} planted faults caught"
        if self.planted > self.due:
            planted += f" (so at 95 % at least {at_least(self.caught, self.planted - self.due):.0%} of their like)"
        planted += f", {self.due} of them to be tried, again where something changed" if self.due else ""
        mutants = f"the first to catch {self.mutants} of {self.of} mutants tried" if self.of else "no mutants tried"
        begin, end = (f"{day}" for day in self.days)
        when = f"on {begin}" if begin == end else f"from {begin} to {end}"
        return f"detection: {planted}; {mutants}; on the platform of the profile {', '.join(self.platforms)}, {when}"


def detections(
    frameworks: Iterable[Framework], claims: Claims, stale: Mapping[str, str], campaigns: Sequence[Campaign]
) -> dict[str, Detection]:
    """What each control has caught.

    Args:
        stale: defects whose claims do not stand any more: what they say does not count.
    """
    return {
        control.id: _of(
            control, claims, stale, [one for one in campaigns if one.sample.asked(control.id, framework.framework)]
        )
        for framework in frameworks
        for control in framework.controls
    }


def _of(control: Control, claims: Claims, stale: Mapping[str, str], campaigns: Sequence[Campaign]) -> Detection:
    mutants = [one for one in each_once(campaigns) if one.came in ("killed", "survived")]
    planted = [claims[one] for one in control.catches if one in claims and one not in stale]
    found = [*((one.env, one.found) for one in planted), *((one.sample.env, one.sample.begun) for one in campaigns)]
    days = [day for _, day in found]
    return Detection(
        planted=len(control.catches),
        caught=sum(one.killed for one in planted),
        due=len(control.catches) - len(planted),
        mutants=sum(control.id in one.controls for one in mutants),
        of=len(mutants),
        platforms=tuple(sorted({env for env, _ in found})),
        days=(min(days), max(days)) if days else None,
    )
