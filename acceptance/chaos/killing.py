"""Copies of a part that are killed without grace, and have to come back by themselves."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, Literal

from acceptance.chaos.fault import Means, Seen
from acceptance.chaos.supervisord import Copy
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.access import ServiceError

Which = Literal["one", "all"]
BY_ITSELF_S = 5.0
"""So long the platform is given to bring a killed part back before it is started for it."""
DEAD_WITHIN_S = 1.0
PAUSE_S = 0.05


class Killing:
    """The death of one copy of a part, or of all.

    Args:
        part: its plain name.
        number: how many copies there were, and shall be; counted by `prepare`.
        killed: which ones die; chosen by `prepare`.
    """

    def __init__(
        self, means: Means, part: str, which: Which, number: int = 0, killed: Iterable[tuple[int, float]] = ()
    ) -> None:
        self._means, self.part, self.which, self.number = means, part, which, number
        self.killed = [Copy(int(pid), float(started)) for pid, started in killed]

    @property
    def about(self) -> str:
        return f"one copy of the {self.part} is killed" if self.which == "one" else f"the {self.part} is killed"

    def data(self) -> dict[str, Any]:
        killed = [[copy.pid, copy.started] for copy in self.killed]
        return {"kind": "killing", "part": self.part, "which": self.which, "number": self.number, "killed": killed}

    def prepare(self) -> None:
        found = self._copies()
        self.number = len(found)
        if not found:
            raise Inconclusive(f"no copy of the {self.part} runs, so none can be killed", Cause.PLATFORM)
        if self.which == "one" and self.number < 2:
            raise NotAssessed(f"there is only one copy of the {self.part}, so that not one of several can be killed")
        self.killed = found[:1] if self.which == "one" else found

    def apply(self) -> None:
        for copy in self.killed:
            self._means.orchestrator.kill(copy)

    def present(self) -> Seen:
        deadline = time.monotonic() + DEAD_WITHIN_S
        while (left := [copy.pid for copy in self.killed if copy.lives]) and time.monotonic() < deadline:
            time.sleep(PAUSE_S)
        return Seen(not left, f"{len(self.killed) - len(left)} of {len(self.killed)} were killed")

    def undo(self) -> None:
        """Waits for the part to come back, and starts what does not."""
        deadline = time.monotonic() + BY_ITSELF_S
        while not self.gone().holds and time.monotonic() < deadline:
            time.sleep(PAUSE_S)
        if self.gone().holds:
            return
        part = self._means.part(self.part)
        self._means.orchestrator.start(part)
        if not self.gone().holds:
            self._means.orchestrator.restart(part)

    def gone(self) -> Seen:
        try:
            now = self._copies()
        except ServiceError as error:
            return Seen(False, str(error))
        fresh = [copy for copy in now if copy not in self.killed]
        told = f"{len(now)} of {self.number} copies of the {self.part} run, {len(fresh)} of them not killed before"
        return Seen(len(now) >= self.number, told)

    def _copies(self) -> list[Copy]:
        return self._means.orchestrator.copies(self._means.part(self.part))
