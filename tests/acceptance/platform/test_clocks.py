"""A clock that is told in steps is measured when it has just made one."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from acceptance.platform.clocks import at_the_next_step

BEGUN = datetime(2026, 11, 22, 10, tzinfo=UTC)


class Stale:
    """A server that tells the same time some times before it looks at its clock again."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.asked = 0

    def __call__(self) -> datetime:
        self.asked += 1
        self.left -= 1
        return BEGUN if self.left >= 0 else BEGUN + timedelta(seconds=1)


def test_a_time_that_is_kept_for_a_while_is_asked_for_until_it_changes() -> None:
    server = Stale(times=4)
    at_the_next_step(server)
    assert server.asked == 5


def test_a_time_that_never_changes_is_not_waited_for_without_end() -> None:
    begun = time.monotonic()
    at_the_next_step(Stale(times=10**6), within_s=0.2)
    assert 0.2 <= time.monotonic() - begun < 2
