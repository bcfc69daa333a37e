"""How long something is waited for: as long as was agreed, and longer where other programs keep the machine busy.

What comes only then was late through nobody's fault that could be shown, so nothing is concluded from it. What does not
come then either did not come.
"""

from __future__ import annotations

import time
from collections.abc import Callable

LONGER = 3
"""So many times the agreed time, on a busy machine."""

Look = Callable[[], Callable[[], str | None]]
"""Looks at the machine, and returns what says, later, how it was kept busy since then; None where it was not."""

_look: Look | None = None


def look_with(look: Look | None) -> None:
    """Sets who looks at the machine that the suite shares with the platform; nobody where they do not share one."""
    global _look
    _look = look


class Wait:
    """One wait.

    Args:
        agreed_s: how long it may take.
        since: when it began, on the monotonic clock; now by default.

    Attributes:
        busy: how other programs kept the machine busy, once the wait is longer than agreed because of it.
    """

    def __init__(self, agreed_s: float, since: float | None = None) -> None:
        self.busy: str | None = None
        self._agreed_s = agreed_s
        self._began = time.monotonic() if since is None else since
        self._since: Callable[[], str | None] | None = None
        self._decided = False

    @property
    def passed_s(self) -> float:
        return time.monotonic() - self._began

    @property
    def left_s(self) -> float:
        """Until the end as it is known now; 0 after it."""
        return max(0.0, self._ends_s - self.passed_s)

    def is_over(self, asked_s: float | None = None) -> bool:
        """Whether a look that began so many seconds after the beginning was the last one; a look now by default."""
        passed_s = self.passed_s
        asked_s = passed_s if asked_s is None else asked_s
        if self._since is None and passed_s >= self._agreed_s / 2 and _look is not None:
            self._since = _look()
        if asked_s >= self._agreed_s and not self._decided:
            self._decided = True
            self.busy = self._since() if self._since is not None else None
        return asked_s >= self._ends_s

    @property
    def _ends_s(self) -> float:
        return self._agreed_s * (LONGER if self.busy else 1)
