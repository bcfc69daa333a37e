"""A check says what was expected and seen, counts once, and never shows a secret."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hamcrest import equal_to, greater_than, has_entries, has_length, is_not
from hypothesis import given
from hypothesis import strategies as st

from acceptance import checks
from acceptance.checks import (
    CheckLog,
    Observation,
    check,
    check_asked_within,
    check_within,
    inconclusive,
    not_assessed,
    shortened,
)
from acceptance.outcome import Cause, Inconclusive, NotAssessed, Violated
from acceptance.record import redaction
from acceptance.record.ledger import Kind, Ledger, read


class Seen:
    def __init__(self) -> None:
        self.all: list[Observation] = []

    def observed(self, observation: Observation) -> None:
        self.all.append(observation)


@pytest.fixture
def seen() -> Iterator[Seen]:
    observer = Seen()
    checks.report_to(observer)
    yield observer
    checks.report_to(None)


@given(value=st.integers(), wanted=st.integers())
def test_a_check_passes_exactly_when_its_matcher_does(value, wanted):
    if value == wanted:
        check(value, equal_to(wanted), "the number")
    else:
        with pytest.raises(Violated, match="the number: expected"):
            check(value, equal_to(wanted), "the number")


def test_a_check_that_holds_is_observed_with_what_was_expected_and_seen(seen):
    check(7, greater_than(5), "enough of them")
    assert seen.all == [Observation("enough of them", "a value greater than <5>", "was <7>", True)]


def test_a_check_that_fails_is_observed_and_says_so_in_one_sentence(seen):
    with pytest.raises(Violated) as failure:
        check({"status": 503}, has_entries(status=200), "the service says it is well")
    assert len(seen.all) == 1
    assert not seen.all[0].held
    assert str(failure.value) == (
        "the service says it is well: expected a dictionary containing {'status': <200>}, "
        "but value for 'status' was <503>"
    )
    assert failure.value.cause is Cause.PLATFORM


def test_a_secret_in_a_checked_value_is_never_spoken(seen, monkeypatch):
    fresh = redaction.Redactor()
    fresh.register("4111111111111111", "card-1")
    monkeypatch.setattr(redaction, "redactor", fresh)
    with pytest.raises(Violated) as failure:
        check("x" * 390 + "4111111111111111", is_not(has_length(406)), "no card number in the answer")
    assert "4111" not in str(failure.value) + seen.all[0].seen


class SlowSearch:
    """A search that takes longer than the deadline; it tells what is there as of its beginning."""

    def __init__(self, seconds, gone_after_s):
        self._seconds, self._gone_at = seconds, time.monotonic() + gone_after_s
        self.made = 0

    def __call__(self):
        self.made += 1
        found = [] if time.monotonic() >= self._gone_at else ["a detail"]
        time.sleep(self._seconds)
        return found


def test_a_search_that_finds_nothing_counts_however_long_it_took(seen):
    search = SlowSearch(seconds=0.2, gone_after_s=0)
    assert check_asked_within(0.05, search, equal_to([]), "what is found") == []
    assert (search.made, seen.all[0].held) == (1, True)


def test_a_search_that_began_before_the_deadline_and_found_something_is_made_again(seen):
    search = SlowSearch(seconds=0.2, gone_after_s=0.03)
    check_asked_within(0.05, search, equal_to([]), "what is found")
    assert (search.made, seen.all[0].held) == (2, True)


def test_what_a_search_finds_that_began_after_the_deadline_is_against_the_platform(seen):
    search = SlowSearch(seconds=0.01, gone_after_s=60)
    with pytest.raises(Violated, match=r"what is found: expected <\[\]> within 0.05 s"):
        check_asked_within(0.05, search, equal_to([]), "what is found")
    assert [observed.held for observed in seen.all] == [False]
    assert search.made >= 2


def test_a_deadline_may_count_from_an_earlier_moment(seen):
    search = SlowSearch(seconds=0, gone_after_s=60)
    with pytest.raises(Violated):
        check_asked_within(5, search, equal_to([]), "what is found", since=time.monotonic() - 6)
    assert search.made == 1


def test_waiting_polls_until_the_answer_matches_and_observes_once(seen):
    answers = iter([1, 2, 3])
    assert check_within(5, lambda: next(answers), equal_to(3), "the third answer") == 3
    (observed,) = seen.all
    assert (observed.held, observed.seen) == (True, "was <3>")
    assert observed.expected == "<3> within 5 s"
    assert observed.seconds is not None
    assert 0 < observed.seconds < 5


def test_waiting_ends_at_the_deadline_with_the_last_answer(seen):
    asked: list[float] = []
    started = time.monotonic()
    with pytest.raises(Violated, match=r"expected <3> within 0\.3 s, but was <2>"):
        check_within(0.3, lambda: asked.append(0) or 2, equal_to(3), "the third answer")
    assert time.monotonic() - started >= 0.3
    assert len(asked) > 3
    assert [observed.held for observed in seen.all] == [False]


def test_an_answer_that_was_asked_in_time_counts_however_long_the_look_took(seen):
    def slow():
        time.sleep(0.15)
        return 3

    assert check_within(0.1, slow, equal_to(3), "an answer in time") == 3
    assert [one.held for one in seen.all] == [True]


def test_what_does_not_match_is_held_against_nobody_before_the_end_of_the_time(seen):
    answers = iter([2, 3])

    def slow():
        time.sleep(0.3)
        return next(answers)

    with pytest.raises(Inconclusive, match="nobody can tell"):
        check_within(0.1, slow, equal_to(3), "an answer in time")
    assert seen.all == []


def test_a_look_at_the_end_of_the_time_that_does_not_match_is_a_violation(seen):
    def slow():
        time.sleep(0.15)
        return 2

    with pytest.raises(Violated, match=r"expected <3> within 0\.1 s, but was <2>"):
        check_within(0.1, slow, equal_to(3), "an answer in time")


def test_what_the_probe_raises_ends_the_wait(seen):
    def broken() -> int:
        raise ConnectionError("refused")

    with pytest.raises(ConnectionError):
        check_within(5, broken, equal_to(3), "an answer")
    assert seen.all == []


def test_the_two_other_ways_out_carry_reason_and_cause():
    with pytest.raises(Inconclusive) as unclear:
        inconclusive("too few samples:\n 3 of 30", cause=Cause.ENVIRONMENT)
    assert (unclear.value.reason, unclear.value.cause) == ("too few samples: 3 of 30", Cause.ENVIRONMENT)
    with pytest.raises(NotAssessed) as untried:
        not_assessed("no scanner", cause=Cause.BINDING)
    assert (untried.value.reason, untried.value.cause) == ("no scanner", Cause.BINDING)


def test_a_check_log_counts_and_writes_to_the_record(tmp_path):
    log = CheckLog(Ledger(tmp_path / "record.jsonl"))
    checks.report_to(log)
    try:
        check(1, equal_to(1), "one is one")
    finally:
        checks.report_to(None)
    (line,) = read(tmp_path / "record.jsonl")
    assert log.count == 1
    assert line.kind == Kind.CHECK
    assert line.data == {
        "meaning": "one is one",
        "expected": "<1>",
        "seen": "was <1>",
        "held": True,
        "seconds": None,
    }


def test_long_values_are_shortened_and_say_how_long_they_were():
    assert shortened("a" * 500, 10) == "a" * 10 + "... (500 characters)"
    assert shortened("short\n text") == "short text"
