"""A platform in memory that loses a part: whoever is let through then is named, and what was not tried is said."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace as Some

import pytest

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.requirements.decisions import fail_closed
from acceptance.requirements.decisions.fail_closed import WithoutRight


def customer(name):
    return Some(words=lambda: {"customer_id": name})


WHO = WithoutRight(customer("good"), customer("weak"), customer("no basis"), {"nobody": "", "closed": "t-closed"})
LEVELS = {"good": "LOW", "weak": "HIGH", "no basis": "LOW"}


class Platform:
    """Answers as it should, but while it is away as `fails` says."""

    def __init__(self, fails):
        self.away, self.fails = False, fails

    def try_(self, operation, *, token=None, identity=None, customer_id):
        stranger = token is not None or identity == ""
        if self.away:
            return self.fails(stranger, customer_id)
        refused = stranger or customer_id == "no basis"
        return Some(succeeded=not refused, words=Told(LEVELS[customer_id]))


class Told(dict):
    def __init__(self, level):
        super().__init__(risk_level=level)

    def tells(self, word):
        return word in self


def nothing(stranger, customer_id):
    return Some(succeeded=False, words={})


def served(level="HIGH"):
    return Some(succeeded=True, words=Told(level))


@pytest.fixture
def tried(monkeypatch):
    def against(fails, who=WHO):
        platform = Platform(fails)

        @contextmanager
        def replicas(_suite):
            yield [platform, platform]

        monkeypatch.setattr(fail_closed, "connections_to_all", replicas)
        monkeypatch.setattr(fail_closed, "cut", lambda *_: setattr(platform, "away", True))
        monkeypatch.setattr(fail_closed, "wait_until_all_works", lambda _: True)
        suite = Some(
            profile=Some(services=Some(scoring_api=Some(dependencies={}))),
            product=Some(granted="LOW"),
            settle=lambda _: setattr(platform, "away", False),
        )
        return fail_closed.try_while_away(suite, who, "database")

    return against


def test_a_platform_that_serves_nobody_closes(tried):
    found = tried(nothing)
    assert (found.before, found.let_through, found.served_after) == ([], [], True)
    assert found.tried == 2 * 4 * (1 + fail_closed.ROUNDS + 1)


def test_no_answer_at_all_is_closed_as_well(tried):
    def hangs(stranger, customer_id):
        raise Unreachable("no answer")

    assert tried(hangs).let_through == []


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        (
            lambda stranger, customer_id: served() if stranger else nothing(0, 0),
            {"nobody was let in", "closed was let in"},
        ),
        (
            lambda stranger, customer_id: served() if customer_id == "no basis" and not stranger else nothing(0, 0),
            {"a customer without a lawful basis was scored"},
        ),
        (
            lambda stranger, customer_id: served("LOW") if customer_id == "weak" and not stranger else nothing(0, 0),
            {"a customer who was turned down was granted what they wanted"},
        ),
    ],
)
def test_whoever_is_let_through_is_named(tried, fails, told):
    assert set(tried(fails).let_through) == told


def test_somebody_turned_down_who_is_turned_down_again_is_no_harm(tried):
    assert (
        tried(
            lambda stranger, customer_id: nothing(0, 0) if stranger or customer_id != "weak" else served()
        ).let_through
        == []
    )


def test_where_the_good_one_is_refused_before_nothing_is_judged(tried):
    with pytest.raises(Inconclusive, match="lawful basis"):
        tried(nothing, WithoutRight(customer("no basis"), None, None, {"nobody": ""}))


def test_where_everybody_was_granted_an_approval_could_not_be_seen():
    with pytest.raises(NotAssessed, match="turned down"):
        fail_closed.require_all_kinds(WithoutRight(customer("good"), None, None, {}))
