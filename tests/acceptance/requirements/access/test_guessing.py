"""A lock that counts by what callers say of themselves is seen; a failure of the platform is no refusal."""

from __future__ import annotations

from types import SimpleNamespace as Some

import pytest

from acceptance.outcome import Inconclusive
from acceptance.requirements.access import guessing
from acceptance.requirements.access.guessing import Guessed, guess, somebody_else

ANNA = Some(account="anna", password="right")


class Platform:
    """Locks an account after three failures, counted by `key` of a request's headers."""

    def __init__(self, key, refusal=401):
        self.key, self.refusal, self.failures = key, refusal, {}

    def try_(self, operation, *, headers, fresh, account, password):
        assert (operation, fresh) == ("sign_in", True)
        counter = (account, self.key(headers))
        failed = self.failures.get(counter, 0)
        if password == "right" and failed < 3:
            return Some(succeeded=True, status=201)
        self.failures[counter] = failed + 1
        return Some(succeeded=False, status=self.refusal)


@pytest.fixture
def guessed(monkeypatch):
    def against(platform):
        monkeypatch.setattr(guessing, "terms", lambda suite: Some(failures=3))
        return guess(Some(platform=Some(operations=platform)), ANNA)

    return against


def test_a_lock_by_account_lets_nobody_in(guessed):
    found = guessed(Platform(lambda headers: ""))
    assert (found.let_in(), len(found.wrong), len(found.right)) == ([], 3, 3)
    found.require_answers()


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "True-Client-IP", "User-Agent", "Cookie", "X-Device-Id"]
)
def test_a_lock_by_what_the_caller_says_is_seen(guessed, header):
    assert guessed(Platform(lambda headers: headers.get(header))).let_in() == ["the right one"]


def test_a_wrong_password_that_lets_somebody_in_is_seen():
    assert Guessed([Some(succeeded=True, status=201)], []).let_in() == ["a wrong one"]


def test_to_put_off_is_to_refuse_and_to_fail_is_not(guessed):
    guessed(Platform(lambda headers: "", 429)).require_answers()
    with pytest.raises(Inconclusive, match="503"):
        guessed(Platform(lambda headers: "", 503)).require_answers()


def test_nobody_is_the_same_twice():
    one, other = somebody_else(), somebody_else()
    assert one.keys() == other.keys()
    assert all(one[name] != other[name] for name in one)
