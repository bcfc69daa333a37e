"""What a platform puts off is asked for again as it says, for an agreed time; what stays put off says nothing."""

from types import SimpleNamespace as Some

import pytest

from acceptance.outcome import Inconclusive
from acceptance.platform.put_off import Patience, pause_asked_for, require_none_put_off


@pytest.fixture
def slept(monkeypatch):
    pauses = []
    monkeypatch.setattr("acceptance.platform.put_off.time.sleep", pauses.append)
    return pauses


def answers(*statuses, **headers):
    left = iter(statuses)
    return lambda: Some(status=next(left), headers=headers)


@pytest.mark.parametrize(
    ("headers", "pause_s"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "0"}, 0.2),
        ({}, 1),
        ({"Retry-After": "soon"}, 1),
        ({"Retry-After": "Mon, 30 Nov 2026 12:00:30 GMT", "Date": "Mon, 30 Nov 2026 12:00:00 GMT"}, 30),
        ({"Retry-After": "Mon, 30 Nov 2026 12:00:30 GMT", "Date": "Mon, 30 Nov 2026 12:01:00 GMT"}, 0.2),
        ({"Retry-After": "Monday, 30-Nov-26 12:00:30 GMT", "Date": "Mon, 30 Nov 2026 12:00:00 GMT"}, 30),
    ],
)
def test_a_platform_says_in_seconds_or_by_a_time_when_to_come_back(headers, pause_s):
    assert pause_asked_for(headers) == pause_s


def test_a_request_that_is_put_off_is_put_again_and_a_refusal_is_not(slept):
    assert Patience(5).answer_of(answers(429, 503, 401)).status == 401
    assert slept == [1, 1]
    assert Patience(5).answer_of(answers(403)).status == 403


def test_once_a_request_was_put_again_in_vain_none_is_any_more(slept):
    patience = Patience(5)
    assert patience.answer_of(answers(429, **{"Retry-After": "60"})).status == 429
    assert patience.answer_of(answers(429)).status == 429
    assert (patience.spent, slept) == (True, [])


def test_calls_that_were_put_off_to_the_end_are_not_judged():
    require_none_put_off([])
    with pytest.raises(Inconclusive, match=r"GET /a, GET /b were put off .*limits\.busy_s"):
        require_none_put_off(["GET /b", "GET /a"])
