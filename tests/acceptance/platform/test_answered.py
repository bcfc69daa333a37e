"""What is done after the answer is waited for, and a refusal is told by its code or by what it says."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from acceptance.platform import answered
from acceptance.platform.http import Exchange
from acceptance.profile.bindings import Operation

LATER = {"method": "GET", "needs": "read", "success": [200, 202], "done_when": "state == 'DONE'"}


def operation(**said: Any) -> Operation:
    return Operation(**{"service": "scoring_api", "path": "/x"} | LATER | said)


def answer(status: int, **content: Any) -> Exchange:
    return Exchange("scoring_api", "GET", "/x", status, "", b"", content, {}, 0.0)


class Platform:
    """Gives its answers one after the other, the last one for ever."""

    def __init__(self, *answers: Exchange) -> None:
        self.left = list(answers)
        self.asked = 0

    def __call__(self) -> Exchange:
        self.asked += 1
        return self.left.pop(0) if len(self.left) > 1 else self.left[0]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that goes on only while somebody sleeps."""
    slept: list[float] = []
    monkeypatch.setattr(answered.time, "sleep", slept.append)
    monkeypatch.setattr(answered.time, "monotonic", lambda: sum(slept))
    return slept


PENDING, DONE = answer(202, state="OPEN"), answer(200, state="DONE")


def test_what_is_done_later_is_asked_for_again_until_it_is_done() -> None:
    platform = Platform(PENDING, PENDING, DONE)
    assert answered.awaited(operation(again_s=5), platform) == DONE and platform.asked == 3


def test_what_is_not_done_in_its_time_is_not_done(clock: list[float]) -> None:
    asked = operation(again_s=2)
    exchange = answered.awaited(asked, Platform(PENDING))
    assert exchange == PENDING and not answered.is_done(asked, exchange) and sum(clock) == pytest.approx(2, abs=0.21)


@pytest.mark.parametrize("last", [answer(404, state="OPEN"), answer(500), answer(200, state="NO", why="consent")])
def test_a_refusal_is_not_asked_for_again(last: Exchange) -> None:
    platform = Platform(PENDING, last, DONE)
    asked = operation(again_s=5, refused_when={"not_permitted": "why == 'consent'"})
    assert answered.awaited(asked, platform) == last and platform.asked == 2


def test_without_a_time_for_it_nothing_is_asked_twice() -> None:
    platform = Platform(PENDING, DONE)
    assert answered.awaited(operation(), platform) == PENDING and platform.asked == 1


def test_refusals_under_one_code_are_told_apart_by_what_they_say() -> None:
    asked = operation(
        refusals={"invalid": 200, "unknown": [404, 410]},
        refused_when={"invalid": "error == 'FORM'", "not_permitted": "error == 'CONSENT'"},
    )
    assert answered.refusals(asked, answer(200, error="CONSENT")) == ["not_permitted"]
    assert answered.refusals(asked, answer(200, error="FORM")) == ["invalid"]
    assert answered.refusals(asked, answer(200)) == []
    assert answered.refusals(asked, answer(410)) == ["unknown"]


@pytest.mark.parametrize("said", [{"done_when": ""}, {"method": "POST", "needs": "synthetic"}])
def test_only_a_reading_call_that_says_when_it_is_done_may_be_asked_again(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="again_s is for GET calls"):
        operation(again_s=5, **said)
