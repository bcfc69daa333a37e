"""A clock that is told in steps is measured when it has just made one."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from acceptance.outcome import Cause, Inconclusive, Violated
from acceptance.platform.clocks import at_the_next_step, comparable_time

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


def test_what_can_be_set_against_another_time_is_a_time_with_its_offset() -> None:
    assert comparable_time("2026-11-22T11:00:00+01:00", "the record") == comparable_time(BEGUN, "the record")


@pytest.mark.parametrize("told", [None, "2026-11-22T10:00:00", datetime(2026, 11, 22, 10)])
def test_nothing_and_a_time_without_its_offset_cannot_be_compared(told: object) -> None:
    with pytest.raises(Inconclusive, match="the record has") as raised:
        comparable_time(told, "the record")
    assert raised.value.cause is Cause.PLATFORM


@pytest.mark.parametrize("told", [17, "None", "yesterday", ""])
def test_what_is_no_time_where_one_belongs_is_held_against_the_platform(told: object) -> None:
    with pytest.raises(Violated, match="the record has a time where one belongs"):
        comparable_time(told, "the record")
