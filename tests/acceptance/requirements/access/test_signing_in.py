"""Refused sign-ins are compared in all that they say and in their time, and chance is not taken for a difference."""

from __future__ import annotations

from types import SimpleNamespace as Some

import pytest

from acceptance.outcome import NotAssessed
from acceptance.requirements.access import signing_in
from acceptance.requirements.access.signing_in import Refusals


def refused(account, status=401, content=None, seconds=0.06):
    told = {"title": "Refused"} if content is None else content
    return account, Some(status=status, succeeded=status < 400, exchange=Some(content=told, seconds=seconds))


def refusals(somebody, nobody):
    names = [f"nobody-{number}" for number in range(4)]
    return Refusals(
        [refused("anna", **somebody(number)) for number in range(4)],
        [refused(name, **nobody(number)) for number, name in enumerate(names)],
    )


def alike(_number):
    return {}


@pytest.mark.parametrize(
    ("nobody", "difference"),
    [
        (lambda _: {"status": 404}, "the status"),
        (lambda _: {"content": {"title": "No such account"}}, "the field title"),
        (lambda n: {"content": {"title": "Refused", "left": n}}, "the field left"),
        (lambda _: {"content": {"errors": [{"code": 7}]}}, "the field errors 0 code"),
        (lambda _: {"seconds": 0.005}, "the time of an answer (5 ms or 60 ms at the least)"),
        (lambda _: {"seconds": 0.3}, "the time of an answer (60 ms or 300 ms at the least)"),
    ],
)
def test_each_difference_between_an_account_and_none_is_told(nobody, difference):
    assert difference in refusals(alike, nobody).differences()
    assert difference in refusals(nobody, alike).differences()


@pytest.mark.parametrize(
    ("somebody", "nobody"),
    [
        (alike, alike),
        (lambda n: {"content": {"trace": n}}, lambda n: {"content": {"trace": n + 7}}),
        (lambda n: {"seconds": 0.06 + n}, lambda n: {"seconds": 0.07}),
        (lambda n: {"seconds": 0.001}, lambda n: {"seconds": 0.009}),
    ],
)
def test_what_is_another_each_time_or_within_chance_is_no_difference(somebody, nobody):
    assert refusals(somebody, nobody).differences() == []


def test_the_name_of_the_account_that_was_tried_is_no_difference():
    repeated = Refusals(
        [refused("anna", content={"detail": "anna is refused"}) for _ in range(3)],
        [refused(name, content={"detail": f"{name} is refused"}) for name in ("x-1", "x-2", "x-3")],
    )
    assert repeated.differences() == []


def test_a_sign_in_that_succeeds_is_no_refusal():
    assert refusals(alike, lambda n: {"status": 200 if n == 2 else 401}).succeeded() == [200]


@pytest.mark.parametrize("failures", [1, 2])
def test_where_an_account_is_locked_at_once_refusals_are_not_compared(failures, monkeypatch):
    monkeypatch.setattr(signing_in, "terms", lambda _suite: Some(failures=failures))
    with pytest.raises(NotAssessed, match=f"after {failures} failures"):
        signing_in.refusals(Some(), Some(account="anna"))
