"""What was changed is asked about only when every copy must know of it, and nobody waits where none is behind."""

import pytest

from acceptance.platform import copies
from acceptance.platform.copies import Copies


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self, monkeypatch):
        self.now = 1000.0
        monkeypatch.setattr(copies.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(copies.time, "sleep", self._pass)

    def _pass(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def waited(clock, seen, asking):
    begun = clock.now
    seen.wait_before(asking)
    return clock.now - begun


def test_a_change_is_waited_for_once_until_every_copy_must_have_it(clock):
    seen = Copies(1.5)
    seen.changed("correct")
    clock.now += 0.5
    assert waited(clock, seen, "score") == pytest.approx(1)
    assert waited(clock, seen, "read") == 0


def test_the_same_repeated_does_not_wait_for_itself_and_still_for_what_came_before(clock):
    seen = Copies(1)
    seen.changed("correct")
    seen.changed("score")
    assert waited(clock, seen, "score") == pytest.approx(1)
    for _ in range(100):
        seen.changed("score")
        assert waited(clock, seen, "score") == 0
    assert waited(clock, seen, "read") == pytest.approx(1)


def test_nobody_waits_where_a_change_is_seen_at_once_or_nothing_was_changed(clock):
    at_once = Copies(0)
    at_once.changed("correct")
    assert waited(clock, at_once, "score") == waited(clock, Copies(5), "score") == 0
