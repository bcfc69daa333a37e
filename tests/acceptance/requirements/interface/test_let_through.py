"""Whom a call lets through is told by the difference to a call that is made as it belongs."""

from contextlib import nullcontext
from types import SimpleNamespace as Some

import pytest

from acceptance.platform.interface import Call
from acceptance.requirements.interface import let_through as requirement
from acceptance.requirements.interface.let_through import Through, let_through, without_identity

ONE, ALL, CHANGE = Call("/people/{id}", "GET"), Call("/people", "POST"), Call("/people/{id}", "PUT")


@pytest.fixture
def knocked(monkeypatch):
    """What comes of calls where each identity gets the given codes: about nobody, about a name that is none, and in the
    right form about a customer of the suite's own, where an operation makes it."""

    def judged(answers, agreed, own=None, about=let_through, **refused):
        codes, right = {call: dict(told) for call, told in answers.items()}, own or {}
        api = Some(identities={"ana", "bea", "eva"}, **{"no_identity": [401], "no_right": [403]} | refused)

        def knock(_suite, _replica, call, *, identity=None, token=None, about=None):
            return Some(status=codes[call][identity][about is not None], headers={})

        def target(call):
            def sent(_at, identity=None, token=None):
                return Some(status=right[call][identity], headers={})

            return Some(call=call, ours=True, sent=sent)

        monkeypatch.setattr(requirement, "knock", knock)
        monkeypatch.setattr(requirement, "scored_customer", lambda _: Some(customer=None, request_id="r"))
        monkeypatch.setattr(requirement, "targets", lambda *_: [target(call) for call in right])
        monkeypatch.setattr(requirement, "clients_of_all", lambda _: nullcontext([None]))
        platform = Some(
            interface=Some(calls=lambda: list(codes)),
            public=set(),
            allowed={str(call): set(names) for call, names in agreed.items()},
        )
        suite = Some(profile=Some(services=Some(scoring_api=api)), platform=platform, limits=Some(busy_s=0))
        return about(suite)

    return judged


def everybody(ana, bea=None, eva=None):
    return {"ana": ana, "bea": bea or ana, "eva": eva or bea or ana}


def test_whoever_is_told_that_there_is_nobody_was_let_through(knocked):
    found = knocked({ONE: everybody((404, 404), (403, 403))}, {ONE: {"ana"}})
    assert found == Through({str(ONE): {"ana"}}, frozenset(), frozenset())


def test_a_gateway_may_refuse_strangers_with_another_code(knocked):
    codes = {ONE: everybody((404, 404), (407, 407))}
    assert knocked(codes, {ONE: {"ana"}}, no_identity=[407]).told == {str(ONE): {"ana"}}


def test_where_a_missing_right_is_hidden_another_answer_shows_who_has_it(knocked):
    codes = {ONE: everybody((404, 404), (404, 404), (404, 400)), ALL: everybody((404, 404), (404, 404), (400, 400))}
    assert knocked(codes, {}, no_right=[404]).told == {str(ONE): {"eva"}, str(ALL): {"eva"}}


def test_where_everybody_is_told_that_there_is_nothing_nobody_can_say_who_has_the_right(knocked):
    found = knocked({ONE: everybody((404, 404))}, {ONE: {"ana"}}, no_right=[404])
    assert (found.told, found.untold) == ({}, {str(ONE)})


@pytest.mark.parametrize("code", [400, 409, 415, 422])
def test_a_form_that_is_looked_at_before_the_right_lets_nobody_through_whom_the_right_form_does_not(knocked, code):
    codes, agreed = (
        {ALL: everybody((code, code)), ONE: everybody((404, code), (403, code))},
        {ALL: {"ana"}, ONE: {"ana"}},
    )
    assert knocked(codes, agreed, {ALL: everybody(200, 403)}).told == {str(ALL): {"ana"}, str(ONE): {"ana"}}
    opened = knocked(codes, agreed, {ALL: everybody(200, 403, 200)})
    assert opened.told[str(ALL)] == {"ana", "eva"}, "the right form shows who is let through without a right"


def test_where_the_form_comes_first_nobody_can_say_whom_a_call_lets_through_of_which_no_right_form_is_known(knocked):
    codes, agreed = {ALL: everybody((422, 0)), CHANGE: everybody((422, 422))}, {ALL: {"ana"}, CHANGE: {"ana"}}
    found = knocked(codes, agreed, {ALL: everybody(200, 403)})
    assert (found.told[str(CHANGE)], found.untold) == ({"ana"}, {str(CHANGE)})


def test_where_no_form_was_seen_to_come_first_a_mistake_of_the_form_shows_who_was_let_through(knocked):
    found = knocked({CHANGE: everybody((422, 422), (422, 422), (403, 403))}, {CHANGE: {"ana"}})
    assert (found.told, found.untold) == ({str(CHANGE): {"ana", "bea"}}, frozenset())


def test_a_platform_that_refuses_whatever_is_not_there_is_asked_for_what_is(knocked):
    codes = {ONE: everybody((403, 403)), CHANGE: everybody((403, 403))}
    found = knocked(codes, {ONE: {"ana"}, CHANGE: {"ana"}}, {ONE: everybody(200, 403)})
    assert (found.told, found.untold) == ({str(ONE): {"ana"}}, {str(CHANGE)})


def test_a_call_that_refuses_whoever_has_the_right_is_seen_where_nothing_is_hidden(knocked):
    codes = {ONE: everybody((403, 403)), CHANGE: everybody((403, 403))}
    found = knocked(codes, {ONE: {"ana"}, CHANGE: {"ana"}}, {ONE: everybody(403)})
    assert (found.told, found.untold) == ({str(ONE): set(), str(CHANGE): set()}, frozenset())


@pytest.mark.parametrize("busy", [429, 503])
def test_whoever_was_put_off_was_neither_refused_nor_let_through(knocked, busy):
    found = knocked({ALL: everybody((busy, busy), (busy, busy), (422, 422))}, {ALL: {"ana"}})
    assert (found.told, found.put_off) == ({str(ALL): {"ana", "eva"}}, {str(ALL)})


def test_without_an_identity_the_form_alone_says_nothing_where_the_right_form_is_refused(knocked):
    nobody = {ALL: {None: (422, 422)}, CHANGE: {None: (422, 422)}}
    found = knocked(nobody, {}, {ALL: {None: 401}}, about=without_identity)
    assert found == {ALL: {401}, CHANGE: {422}}
    assert knocked(nobody, {}, {ALL: {None: 200}}, about=without_identity)[ALL] == {200}
