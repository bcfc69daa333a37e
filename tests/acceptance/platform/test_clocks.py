"""A clock that is told in steps is measured when it has just made one."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from acceptance.outcome import Cause, Inconclusive, Violated
from acceptance.platform.clocks import comparable_time, measured_at_a_step

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
    measured_at_a_step("api", server, 1.0)
    assert server.asked == 5


def test_a_time_that_never_changes_is_not_waited_for_without_end() -> None:
    begun = time.monotonic()
    measured_at_a_step("api", Stale(times=10**6), 1.0, within_s=0.2)
    assert 0.2 <= time.monotonic() - begun < 2


@pytest.mark.parametrize("answers_after_s", [0.0, 0.3])
@pytest.mark.parametrize("made_anew_every_s", [0.4, 1.3])
@pytest.mark.parametrize("ahead_s", [-2.2, 0.0, 3.7])
def test_the_true_offset_is_enclosed_however_seldom_and_slowly_a_server_tells_its_time(
    answers_after_s: float, made_anew_every_s: float, ahead_s: float
) -> None:
    begun, kept = time.monotonic(), dict[int, datetime]()

    def ask() -> datetime:
        time.sleep(answers_after_s / 2)
        now = datetime.now(UTC) + timedelta(seconds=ahead_s)
        told = kept.setdefault(int((time.monotonic() - begun) / made_anew_every_s), now.replace(microsecond=0))
        time.sleep(answers_after_s / 2)
        return told

    offset = measured_at_a_step("api", ask, 1.0)
    assert abs(offset.seconds - ahead_s) <= offset.uncertainty_s < 1.5


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
