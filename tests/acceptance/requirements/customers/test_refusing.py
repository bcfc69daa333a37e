"""One request that is let through is one too many, and no later refusal makes up for it."""

from __future__ import annotations

import itertools
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from answers import answer

from acceptance.outcome import Inconclusive, Violated
from acceptance.requirements.customers import refusing
from acceptance.subjects.customers import new_customer
from profiles import PRODUCT

CUSTOMER = new_customer(PRODUCT)
REFUSED = answer(status=403, refusal="not_permitted")
SCORED = answer()
BUSY, AWAY = answer(status=429), answer(status=503)


class Platform:
    """Answers by turns; offers some ways of asking for a score."""

    def __init__(self, answers, offered=refusing.EVERY_WAY):
        self._answers, self._offered = iter(answers), offered
        self.asked: list[str] = []

    def possible(self, name):
        return None if name in self._offered else "not in the profile"

    def try_(self, name, /, **words):
        assert words["customer_id"] == CUSTOMER.customer_id
        self.asked.append(name)
        return next(self._answers)


def suite(monkeypatch, platform, replicas=1):
    @contextmanager
    def connected(_suite):
        yield [platform] * replicas

    monkeypatch.setattr(refusing, "connections_to_all", connected)
    limits = SimpleNamespace(withdrawal_s=0.05, settles_s=0, busy_s=0)
    return SimpleNamespace(platform=SimpleNamespace(operations=platform), limits=limits)


def one_in(count, kind=SCORED):
    return itertools.cycle([*[REFUSED] * (count - 1), kind])


def test_every_way_that_is_offered_is_asked_and_all_refusals_are_well(monkeypatch):
    platform = Platform(itertools.repeat(REFUSED))
    refusing.check_each_refused(suite(monkeypatch, platform), CUSTOMER, 30)
    assert len(platform.asked) == 30
    assert set(platform.asked) == set(refusing.EVERY_WAY)


def test_a_way_that_is_not_offered_is_not_asked_and_the_others_make_up_the_number(monkeypatch):
    platform = Platform(itertools.repeat(REFUSED), offered=("score",))
    refusing.check_each_refused(suite(monkeypatch, platform), CUSTOMER, 30)
    assert platform.asked == ["score"] * 30


@pytest.mark.parametrize("count", [2, 3, 40, 300])
def test_one_request_in_many_that_is_let_through_is_never_forgiven(monkeypatch, count):
    with pytest.raises(Violated, match="'scored': "):
        refusing.check_each_refused(suite(monkeypatch, Platform(one_in(count))), CUSTOMER, 300)


def test_an_answer_that_is_neither_score_nor_refusal_is_no_refusal(monkeypatch):
    broken = answer(status=500, refusal="invalid")
    with pytest.raises(Violated, match="'invalid': "):
        refusing.check_each_refused(suite(monkeypatch, Platform(one_in(10, broken))), CUSTOMER, 30)


@pytest.mark.parametrize("busy", [BUSY, AWAY])
def test_requests_that_are_put_off_say_nothing_and_a_platform_that_says_little_else_is_not_judged(monkeypatch, busy):
    refusing.check_each_refused(suite(monkeypatch, Platform(one_in(3, busy))), CUSTOMER, 30)
    with pytest.raises(Inconclusive, match="were put off"):
        refusing.check_each_refused(suite(monkeypatch, Platform(itertools.repeat(busy))), CUSTOMER, 30)


def test_among_requests_that_are_put_off_one_that_is_let_through_is_still_one_too_many(monkeypatch):
    mixed = Platform(itertools.cycle([BUSY, AWAY, SCORED]))
    with pytest.raises(Violated, match="'scored': "):
        refusing.check_each_refused(suite(monkeypatch, mixed), CUSTOMER, 30)


def test_a_refusal_that_a_platform_gives_with_a_code_of_put_off_requests_is_a_refusal(monkeypatch):
    stopped = answer(status=503, refusal="not_permitted")
    refusing.check_each_refused(suite(monkeypatch, Platform(itertools.repeat(stopped))), CUSTOMER, 30)


@pytest.mark.parametrize("said", [[BUSY], [REFUSED, REFUSED, AWAY]])
def test_in_the_agreed_time_what_is_put_off_is_neither_refused_nor_let_through(monkeypatch, said):
    with pytest.raises(Inconclusive, match="put off"):
        refusing.check_refused_in_time(
            suite(monkeypatch, Platform(itertools.cycle(said))), CUSTOMER, time.monotonic() - 1
        )
    late = Platform(itertools.cycle([BUSY, SCORED, REFUSED]))
    with pytest.raises(Violated, match="how requests are refused"):
        refusing.check_refused_in_time(suite(monkeypatch, late), CUSTOMER, time.monotonic() - 1)


def test_scores_before_the_agreed_time_are_well_and_one_asked_for_after_it_is_not(monkeypatch):
    early = Platform(itertools.chain([SCORED] * 3, itertools.repeat(REFUSED)))
    refusing.check_refused_in_time(suite(monkeypatch, early), CUSTOMER, time.monotonic())
    late = Platform(itertools.repeat(SCORED))
    with pytest.raises(Violated, match="how requests are refused"):
        refusing.check_refused_in_time(suite(monkeypatch, late), CUSTOMER, time.monotonic() - 1)
