"""Copies that answers are made from, such as replicas of a database, may be behind for a time that was agreed.

Whoever changes something and asks about it is given to wait so long, once: what holds after it must hold everywhere.
"""

from __future__ import annotations

import time


class Copies:
    """When what was changed must have reached every copy. May be used by several threads.

    Args:
        within_s: agreed: how long a change takes to reach every copy; 0 where everybody sees it at once.
    """

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._changed: dict[str, float] = {}

    def changed(self, by: str) -> None:
        """Notes that something was changed just now, and by what."""
        if self._within_s:
            self._changed[by] = time.monotonic()

    def wait_before(self, asking: str) -> None:
        """Waits until what anything else has changed must be seen; the same, repeated, does not wait for itself."""
        others = [at for by, at in self._changed.copy().items() if by != asking]
        left_s = max(others, default=0.0) + self._within_s - time.monotonic()
        if others and left_s > 0:
            time.sleep(left_s)
