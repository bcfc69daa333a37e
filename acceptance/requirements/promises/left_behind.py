"""What a run that was killed in the midst of an experiment leaves on the platform."""

from __future__ import annotations

import time
from dataclasses import dataclass

from acceptance.chaos.alone import another_process
from acceptance.chaos.fault import Seen
from acceptance.chaos.links import LinkHarm
from acceptance.suite import Suite

LONGEST_S = 60.0
PAUSE_S = 0.05


@dataclass(frozen=True)
class LeftBehind:
    """A fault whose owner was killed, what the owner had seen of it, and when it died."""

    fault: LinkHarm
    there: Seen
    died_at: float


def by_a_killed_run(suite: Suite, part: str, latency_ms: int) -> LeftBehind:
    """Has a process of its own make a connection slow, and kills it without grace.

    Raises:
        NotAssessed, Inconclusive: it could not be made slow.
    """
    fault = suite.chaos.harm(part, "slow", latency_ms)
    fault.prepare()
    with another_process(suite.profile, fault, LONGEST_S) as (process, seen):
        process.kill()
        return LeftBehind(fault, seen, time.monotonic())


def gone_after_s(suite: Suite, left: LeftBehind, within_s: float) -> float | None:
    """Seconds from the death until the fault was gone and nobody had to undo anything any more; None: not in time."""
    while (passed_s := time.monotonic() - left.died_at) < within_s:
        if not suite.chaos.unfinished() and left.fault.gone().holds:
            return passed_s
        time.sleep(PAUSE_S)
    return None
