"""A stop of automated decisions lasts until a person ends it: it outlives time and the death of a copy."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from acceptance.leftovers import Undoing
from acceptance.outcome import NotAssessed
from acceptance.platform.told import Told
from acceptance.requirements.decisions.every_way import Decided, by_every_way
from acceptance.requirements.decisions.stopping import READ, RESUME, STOP
from acceptance.requirements.service import services
from acceptance.requirements.service.flows import Listener, Sent, send
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

SCORING = "scoring service"
REASON = "acceptance: does a stop last until a person ends it"
LONGEST_S = 60.0
"""How long a killed copy may be away."""


@dataclass(frozen=True)
class Lasting:
    """A stop that lasts.

    Attributes:
        undoing: what lets decisions go on.
        told: what the platform said of the stop at once; None where it tells nothing.
        killed: whether a copy was killed meanwhile.
    """

    undoing: Undoing
    told: Told | None
    killed: bool


def stopped_for(suite: Suite, seconds: float) -> Lasting:
    """Stops decisions, kills one copy of the scoring service where that may be done, and lets time pass."""
    undoing = suite.owe("operation", RESUME, act=STOP)
    began = time.monotonic()
    suite.platform.operations.do(STOP, reason=REASON)
    told, killed = told_of_it(suite), _one_is_killed(suite)
    # Nobody may ask meanwhile: what is kept for a time only may be kept anew whenever it is asked for.
    time.sleep(max(0.0, seconds - (time.monotonic() - began)))
    return Lasting(undoing, told, killed)


def told_of_it(suite: Suite) -> Told | None:
    """What the platform says of the stop; None where it tells nothing of stops."""
    return suite.platform.operations.do(READ).words if suite.platform.operations.possible(READ) is None else None


def _one_is_killed(suite: Suite) -> bool:
    try:
        with suite.chaos.brought_about(suite.chaos.killing(SCORING, "one"), LONGEST_S):
            pass
    except NotAssessed:
        return False
    services.wait_until_all_works(suite)
    return True


def decided_meanwhile(suite: Suite, waiting: Listener | None, customers: Sequence[Customer]) -> list[str]:
    """The ways in by which customers are decided about, one round by every way of asking and by an event."""
    sent = [send(suite, "scoring request", one) for one in customers] if waiting is not None else list[Sent]()
    asked: list[Decided] = by_every_way(suite, None, customers)
    found = {one.way for one in asked if one.decision.score is not None}
    if waiting is not None:
        waiting.watch.during(suite.limits.settles_s)
        results = waiting.results({one.correlation for one in sent}, 0)
        found |= {"a scoring request by event"} if results else set()
    return sorted(found)
