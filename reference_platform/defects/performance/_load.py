"""What several defects need to know: how many requests a replica serves now, and how many came in the last second."""

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
