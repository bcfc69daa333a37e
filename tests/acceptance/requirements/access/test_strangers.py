"""Somebody who was given nothing: who is let in is told without a password, and without the suite nothing is judged."""

from __future__ import annotations

import pytest

from acceptance.outcome import Inconclusive
from acceptance.requirements.access import strangers
from acceptance.requirements.access.strangers import NOBODY, Door

OWN = ("suite", "s3cret-of-ours")


def knock(monkeypatch, enters, usual=(("admin", "admin"),)):
    monkeypatch.setitem(strangers.DOORS, "cache", lambda _: Door("cache", OWN, enters, usual))
    return strangers.knock(None, "cache")


def test_a_service_that_refuses_lets_only_the_suite_in(monkeypatch):
    found = knock(monkeypatch, lambda login: login == OWN)
    assert (found.let_in, found.own_let_in) == ([], (True, True))
    assert found.tried == 4, "nobody, a wrong password, a usual login, and our name as the password"
    strangers.require_own(found, "cache")


@pytest.mark.parametrize(
    ("opens_to", "told"),
    [
        (lambda login: login == NOBODY, "no name and no password"),
        (lambda login: str(login[1]).startswith("wrong-"), "a wrong password"),
        (lambda login: login == ("admin", "admin"), "admin with a password that everybody guesses"),
        (lambda login: login == ("suite", "suite"), "suite with a password that everybody guesses"),
    ],
)
def test_whoever_is_let_in_is_named(monkeypatch, opens_to, told):
    assert knock(monkeypatch, lambda login: login == OWN or opens_to(login)).let_in == [told]


def test_no_password_of_the_suite_is_tried_as_a_guess_or_told(monkeypatch):
    found = knock(monkeypatch, lambda _: True, usual=(OWN,))
    assert found.tried == 3
    assert OWN[1] not in str(found.let_in)


def test_refusals_of_a_service_that_refuses_the_suite_as_well_say_nothing(monkeypatch):
    with pytest.raises(Inconclusive, match="cache"):
        strangers.require_own(knock(monkeypatch, lambda _: False), "cache")
