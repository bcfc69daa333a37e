"""When what happens in an experiment: a time before, windows with the fault and without it in turn, a time after."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from acceptance.instruments.load.workload import Open, Stage
from acceptance.outcome import ConfigurationError
from acceptance.profile.chaos import Bounds, ChaosLoad

CHAOS_DURATION = "CHAOS_DURATION"
RECOVERY_TIME = "RECOVERY_TIME"
AFTER = 2
"""So many times as long as before it is looked at afterwards."""


@dataclass(frozen=True)
class Phase:
    """One part of the time, in whole seconds of the load.

    Attributes:
        name: in words.
        fault: whether the fault is there from its beginning to its end; None while that changes.
    """

    name: str
    fault: bool | None
    start_s: int
    end_s: int

    @property
    def seconds(self) -> int:
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Timetable:
    """The phases of an experiment. A phase in which the fault comes is followed by one with it, then it goes."""

    phases: tuple[Phase, ...]

    @property
    def comings(self) -> list[int]:
        """The places of the phases in which the fault is brought about."""
        return [
            place
            for place, (now, then) in enumerate(zip(self.phases, self.phases[1:], strict=False))
            if now.fault is None and then.fault
        ]

    @property
    def total_s(self) -> int:
        return self.phases[-1].end_s

    def workload(self, rate_per_s: float) -> Open:
        """Arrivals at one rate all the time, told apart by phase."""
        return Open(tuple(Stage(rate_per_s, phase.seconds) for phase in self.phases))


def timetable(load: ChaosLoad, windows: int | None = None, window_s: int | None = None) -> Timetable:
    """The phases that a profile asks for.

    Args:
        windows: how often the fault is brought about, where the profile does not decide that.
        window_s: how long it lasts each time, where a sentence says so.
    """
    number, lasts_s = windows or load.windows, window_s or load.window_s
    named: list[tuple[str, bool | None, int]] = [("before", False, load.before_s)]
    for window in range(1, number + 1):
        named.append(("the fault comes", None, load.change_s))
        named.append((f"with the fault, time {window}", True, lasts_s))
        named.append(("the fault goes", None, load.change_s))
        named.append(("without it", False, lasts_s if window < number else AFTER * load.before_s))
    phases, at_s = [], 0
    for name, fault, seconds in named:
        phases.append(Phase(name, fault, at_s, at_s + seconds))
        at_s += seconds
    return Timetable(tuple(phases))


def overridden(load: ChaosLoad, environment: Mapping[str, str] = os.environ) -> ChaosLoad:
    """The same with what CHAOS_DURATION says.

    Raises:
        ConfigurationError: it is no whole number of seconds from 1 to 3600.
    """
    given = environment.get(CHAOS_DURATION)
    return load.model_copy(update={"window_s": _seconds(CHAOS_DURATION, given)}) if given else load


def time_to_recover_s(bounds: Bounds, environment: Mapping[str, str] = os.environ) -> float:
    """Seconds after which all has to be as before: what RECOVERY_TIME says, else what was agreed.

    Raises:
        ConfigurationError: it is no whole number of seconds from 1 to 3600.
    """
    given = environment.get(RECOVERY_TIME)
    return _seconds(RECOVERY_TIME, given) if given else bounds.recovered_within_s


def _seconds(variable: str, text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 3600:
        raise ConfigurationError(f"The variable {variable} is {text!r}; give whole seconds from 1 to 3600.")
    return number
