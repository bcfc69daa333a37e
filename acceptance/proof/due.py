"""Which defects are due to be proven, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from acceptance.catalogue.claims import Claim, Claims
from acceptance.platform.defects import Defect

ONE_IN = 20
"""The valve: of the claims that stand, the oldest one in so many is proven again each time."""
UNKNOWN_S = 33.0
"""What a defect is taken to last that was never tried: the average of those that were."""


@dataclass(frozen=True)
class Due:
    """A defect to be proven. `checks_the_key` when its claim stands: if it fails, the key does not see everything."""

    defect: Defect
    why: str
    seconds: float
    checks_the_key: bool = False


def due(
    defects: Sequence[Defect], claims: Claims, stale: Mapping[str, str], *, everything: bool, why: str = ""
) -> list[Due]:
    """What is due, in the order of the defects.

    Args:
        stale: the defects whose claims do not stand any more, and what changed.
        everything: also those whose claims stand.
        why: the reason of those.
    """
    standing = [one.id for one in defects if one.id in claims and claims[one.id].killed and one.id not in stale]
    oldest = set(sorted(standing, key=lambda id_: (claims[id_].found, id_))[: math.ceil(len(standing) / ONE_IN)])
    found = []
    for one in defects:
        claim = claims.get(one.id)
        seconds = claim.seconds if claim is not None and claim.seconds else UNKNOWN_S
        if claim is None:
            found.append(Due(one, "new: nobody has tried it", seconds))
        elif not claim.killed:
            found.append(Due(one, "survived the last time", seconds))
        elif one.id in stale:
            found.append(Due(one, f"changed: {stale[one.id]}", seconds))
        elif everything or one.id in oldest:
            said = why if everything else f"among the oldest, of {claim.found}: whether its key sees everything"
            found.append(Due(one, said, seconds, checks_the_key=True))
    return found


def share(due_: Sequence[Due], number: int, of: int) -> list[Due]:
    """What one of several machines proves: each defect falls to exactly one, and all get about the same time."""
    loads = [0.0] * of
    mine = []
    for one in sorted(due_, key=lambda each: (-each.seconds, each.defect.id)):
        least = loads.index(min(loads))
        loads[least] += one.seconds
        if least == number - 1:
            mine.append(one)
    return sorted(mine, key=due_.index)


def voided_by(failed: Claim, claims: Claims) -> list[str]:
    """The defects whose claims fall with one that failed although its key stood: those that share something with it.

    Shared is what both executed or read. A claim that does not say what that was falls with every other.
    """
    return [
        id_
        for id_, claim in sorted(claims.items())
        if claim.killed and (not failed.executed or not claim.executed or failed.executed & claim.executed)
    ]


def told(due_: Iterable[Due], instances: int) -> list[str]:
    """What is due in words, and how long it will take."""
    listed = list(due_)
    lines = [f"{one.defect.id}: {one.why}" for one in listed]
    total = sum(one.seconds for one in listed)
    on = f" on {instances} platforms" if instances > 1 else ""
    last = f"{len(listed)} defects are due, about {total / instances / 60:.0f} minutes{on}, and a clean run before."
    return [*lines, last if listed else "Nothing is due."]
