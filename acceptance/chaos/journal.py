"""What undoes each fault, on the disk before the fault is brought about, so that no way to die leaves one behind."""

from __future__ import annotations

import os
import time
from typing import Any

import psutil

from acceptance.chaos.fault import Fault, Means, Seen
from acceptance.chaos.faults import from_data
from acceptance.leftovers import Leftovers, Undoing, start_of
from acceptance.outcome import PlatformNotProvided
from acceptance.platform import switch
from acceptance.platform.lease import place_of
from acceptance.platform.provision import PROCESSES
from acceptance.profile import Profile
from acceptance.state import state_folder

FOLDER = "chaos"
STAYS_GONE_S = 1.0
"""So long a fault has to stay away: what was under way when its owner died may still arrive."""
GIVEN_UP_S = 15.0
PAUSE_S = 0.1


class Journal:
    """The faults that are on one platform, whoever has brought them about."""

    def __init__(self, profile: Profile) -> None:
        self.folder = state_folder() / FOLDER
        self.environment = profile.name
        self._entries = Leftovers(self.folder, place_of(profile))

    def promise(self, fault: Fault, longest_s: float) -> Undoing:
        """Writes down what undoes a fault; call it before the fault is brought about.

        Args:
            longest_s: after so long somebody else may undo it.
        """
        told = {"fault": fault.data(), "until": time.time() + longest_s, "platform": _processes_of_the_platform()}
        return self._entries.promise(Undoing("fault", fault.about, told))

    def kept(self, entry: Undoing) -> None:
        """The fault is gone."""
        self._entries.kept(entry)

    def unfinished(self) -> list[Undoing]:
        """Faults that may still be there, the newest first; those of a platform that has ended are gone with it."""
        return [one for one in self._entries.owed() if not self._ended_with_its_platform(one)]

    def of_owner(self, pid: int, started: float) -> list[Undoing]:
        """Those that one process has brought about."""
        return [one for one in self._entries.owed() if (one.pid, one.started) == (pid, started)]

    def require_clean(self) -> None:
        """Refuses a platform on which a fault may be left.

        Raises:
            PlatformNotProvided: one is; the sentence says what takes it away.
        """
        left = self.unfinished()
        if left:
            raise PlatformNotProvided(
                f"A fault may still be on the platform of {self.environment!r}: {'; '.join(one.name for one in left)}. "
                f"`acceptance chaos undo --env {self.environment}` takes it away."
            )

    def _ended_with_its_platform(self, entry: Undoing) -> bool:
        processes = entry.words.get("platform") or []
        if not processes or any(start_of(int(pid)) == started for pid, started in processes):
            return False
        self.kept(entry)
        return True


def undo(means: Means, entry: Undoing) -> Seen:
    """Takes a fault away that was written down, and looks whether it stays away.

    Raises:
        ValueError: nobody knows such a fault.
    """
    fault = from_data(means, entry.words["fault"])
    with switch.undoing():
        fault.undo()
        seen, since = fault.gone(), time.monotonic()
        given_up = since + GIVEN_UP_S
        while time.monotonic() < min(since + STAYS_GONE_S, given_up):
            if not seen.holds:
                fault.undo()
                since = time.monotonic()
            time.sleep(PAUSE_S)
            seen = fault.gone()
        return seen


def _processes_of_the_platform() -> list[list[Any]]:
    """The processes that the platform named as its own, as far as they are on this machine: number and start."""
    numbers = [int(one) for one in os.environ.get(PROCESSES, "").split(",") if one]
    return [[pid, start_of(pid)] for pid in numbers if psutil.pid_exists(pid)]
