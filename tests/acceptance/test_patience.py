"""A wait lasts longer on a machine that other programs keep busy, and what comes only then decides nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from hamcrest import empty, equal_to, has_length

from acceptance import patience
from acceptance.checks import CheckLog, check, check_asked_within, check_within
from acceptance.outcome import Cause, Inconclusive, Violated
from acceptance.patience import LONGER, Wait
from acceptance.platform.events import Watch
from acceptance.record.ledger import Ledger

AGREED_S = 0.2
BUSY = "other programs took 60 % of the processors meanwhile, at most 10 % are agreed"


@pytest.fixture
def machine() -> Iterator[Callable[[str | None], None]]:
    """Sets what is said of the machine: how it was kept busy, or nothing."""
    yield lambda said: patience.look_with(lambda: lambda: said)
    patience.look_with(None)


class Arriving:
    """Becomes true some seconds after it was made."""

    def __init__(self, after_s: float) -> None:
        self._at = time.monotonic() + after_s

    def __call__(self) -> bool:
        return time.monotonic() >= self._at


late = AGREED_S * 2
never = AGREED_S * 1000


@pytest.mark.parametrize("ask", [check_within, check_asked_within])
def test_what_comes_late_on_a_busy_machine_decides_nothing(machine, ask):
    machine(BUSY)
    with pytest.raises(
        Inconclusive, match=r"it is there: it came .* 0.2 s are agreed; other programs took 60 %"
    ) as told:
        ask(AGREED_S, Arriving(late), equal_to(True), "it is there")
    assert told.value.cause is Cause.ENVIRONMENT


@pytest.mark.parametrize("ask", [check_within, check_asked_within])
def test_what_never_comes_is_missing_also_on_a_busy_machine(machine, ask):
    machine(BUSY)
    began = time.monotonic()
    with pytest.raises(Violated):
        ask(AGREED_S, Arriving(never), equal_to(True), "it is there")
    assert time.monotonic() - began >= AGREED_S * LONGER


@pytest.mark.parametrize("ask", [check_within, check_asked_within])
def test_on_a_machine_that_nobody_else_keeps_busy_late_is_late(machine, ask):
    machine(None)
    with pytest.raises(Violated):
        ask(AGREED_S, Arriving(late), equal_to(True), "it is there")


@pytest.mark.parametrize("ask", [check_within, check_asked_within])
def test_what_comes_in_time_is_satisfied_however_busy_the_machine_is(machine, ask):
    machine(BUSY)
    assert ask(AGREED_S, Arriving(AGREED_S / 4), equal_to(True), "it is there") is True


def test_nobody_looks_at_the_machine_while_a_wait_is_short():
    looks: list[float] = []
    patience.look_with(lambda: lambda: looks.append(1))  # type: ignore[func-returns-value]
    try:
        assert not Wait(60.0).is_over()
    finally:
        patience.look_with(None)
    assert looks == []


class Channel:
    """Stands in for a consumer of the broker: a message becomes readable after some seconds."""

    def __init__(self, after_s: float) -> None:
        self._there = Arriving(after_s)

    def poll(self, timeout_ms: int) -> dict[str, list[SimpleNamespace]]:
        time.sleep(0.01)
        message = SimpleNamespace(topic="t", partition=0, offset=1, key=None, value=b"x", headers=(), timestamp=0)
        return {"t": [message]} if self._there() else {}


def watch(after_s: float) -> Watch:
    return Watch(Channel(after_s), lambda question: question(), {})  # type: ignore[arg-type]


@pytest.fixture
def scenario(tmp_path) -> None:
    CheckLog(Ledger(tmp_path / "record.jsonl")).begin()


def test_a_message_that_comes_late_on_a_busy_machine_makes_the_next_check_decide_nothing(machine, scenario):
    machine(BUSY)
    seen = watch(late).until(lambda records: bool(records), AGREED_S)
    with pytest.raises(Inconclusive, match=r"in the event broker: it came .* other programs took 60 %"):
        check(seen, has_length(1), "messages")


def test_a_message_that_should_not_come_is_held_against_the_platform_however_late_it_comes(machine, scenario):
    machine(BUSY)
    seen = watch(late).until(lambda records: bool(records), AGREED_S)
    with pytest.raises(Violated):
        check(seen, empty(), "messages")


def test_reading_along_takes_as_long_as_was_said_however_busy_the_machine_is(machine):
    machine(BUSY)
    began = time.monotonic()
    watch(never).during(AGREED_S)
    assert AGREED_S <= time.monotonic() - began < AGREED_S * LONGER


def test_what_was_late_in_one_scenario_is_nothing_to_the_next(machine, scenario, tmp_path):
    machine(BUSY)
    watch(late).until(lambda records: bool(records), AGREED_S)
    CheckLog(Ledger(tmp_path / "next.jsonl")).begin()
    check(1, equal_to(1), "the number")
