"""What several defects need: how many requests a replica serves and has met, and a protection that goes by that."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any


class Now:
    """One replica's scoring requests at this moment."""

    def __init__(self) -> None:
        self.served = 0
        self._began: deque[float] = deque()

    def last_second(self) -> int:
        """How many began in the last second."""
        now = time.monotonic()
        while self._began and self._began[0] < now - 1:
            self._began.popleft()
        return len(self._began)

    def watched(self, score: Callable[..., Any]) -> Callable[..., Any]:
        """`Scoring.score`, counted."""

        async def counted(*args: Any, **kwargs: Any) -> Any:
            self._began.append(time.monotonic())
            self.served += 1
            try:
                return await score(*args, **kwargs)
            finally:
                self.served -= 1

        return counted


REST_S = 6.0
"""Longer than the agreed time to recover and what is looked at after it; what is tried later finds all as it was."""


def protected(score: Callable[..., Any], most_per_s: int) -> Callable[..., Any]:
    """`Scoring.score` behind a protection that opens above so many requests in a second of one replica, and rests."""
    now = Now()
    rests_until = 0.0

    async def guarded(self: Any, *args: Any) -> Any:
        nonlocal rests_until
        from reference_platform.api.problems import unavailable

        if now.last_second() > most_per_s:
            rests_until = time.monotonic() + REST_S
        if time.monotonic() < rests_until:
            raise unavailable("model")
        return await score(self, *args)

    return now.watched(guarded)
