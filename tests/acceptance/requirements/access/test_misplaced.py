"""Tokens in places not made for them, on a platform in memory: only what makes a difference counts as taken."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace as Some
from urllib.parse import parse_qs

import pytest

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.interface import Call
from acceptance.profile.http_services import HttpService
from acceptance.requirements.access import attacks, misplaced
from acceptance.requirements.access.targets import Target

GOOD = "Good-token-of-anna-7"
TARGETS = [
    Target(Call("/results/{id}", "GET"), "/results/r-1", "/results/nobody", None, True, ("anna",)),
    Target(Call("/scores", "POST"), "/scores", "/scores", b'{"customer": "c-1"}', True, ("anna",)),
]
ABOUT = attacks.About(Some(), "r-1", ({}, {}))


class Replica:
    """A replica that answers as `judge` says, by path, query, headers and body; anna is let in as herself."""

    def __init__(self, judge):
        self.judge = judge

    def unrecorded(self):
        return self

    def call(self, method, path, *, needs, token, identity, headers, query, body):
        status = 200 if identity == "anna" else self.judge(path, query or {}, headers, body or b"")
        return Some(status=status, headers={"Retry-After": "0"})


@pytest.fixture
def tried(monkeypatch):
    def against(place, *judges, tokens=(("anna", GOOD),), targets=TARGETS, busy_s=0):
        @contextmanager
        def clients(_suite):
            yield [Replica(judge) for judge in judges]

        monkeypatch.setattr(misplaced, "clients_of_all", clients)
        monkeypatch.setattr(misplaced, "targets", lambda *_: targets)
        service = HttpService(url="http://here", tokens=dict(tokens))
        suite = Some(profile=Some(services=Some(scoring_api=service)), limits=Some(busy_s=busy_s))
        return misplaced.try_places(suite, ABOUT, place)

    return against


def refuses(path, query, headers, body):
    return 401


def opened(by):
    return lambda path, query, headers, body: 200 if by(path, query, headers, body) else 401


@pytest.mark.parametrize("place", misplaced.PLACES)
def test_a_platform_that_refuses_lets_nothing_in_and_lets_in_the_right_one(tried, place):
    found = tried(place, refuses, refuses)
    assert (found.let_in, found.not_let_in, found.without_right) == ([], [], [])
    assert found.tried > 0


@pytest.mark.parametrize(
    ("place", "by"),
    [
        ("the address", lambda p, q, h, b: q.get("access_token") == GOOD),
        ("the address", lambda p, q, h, b: q == {"access_token": GOOD}),
        ("the address", lambda p, q, h, b: q.get("apiKey") == GOOD),
        ("the address", lambda p, q, h, b: q.get("authorization") == f"Bearer {GOOD}"),
        ("the address", lambda p, q, h, b: p.endswith(f";access_token={GOOD}")),
        ("a cookie", lambda p, q, h, b: f"session={GOOD}" in h.get("Cookie", "").split("; ")),
        ("a cookie", lambda p, q, h, b: f"Authorization=Bearer%20{GOOD}" in h.get("Cookie", "")),
        ("a form or the message", lambda p, q, h, b: parse_qs(b.decode()).get("access_token") == [GOOD]),
        ("a form or the message", lambda p, q, h, b: f'"api_key": "{GOOD}"' in b.decode()),
    ],
)
def test_one_replica_that_takes_a_token_from_there_is_seen(tried, place, by):
    assert "POST /scores" in tried(place, refuses, opened(by)).let_in


def test_cookies_are_sent_as_the_page_of_a_stranger_makes_a_browser_send_them(tried):
    def only_its_own(path, query, headers, body):
        return 403 if headers.get("Sec-Fetch-Site") == "cross-site" else 200

    assert tried("a cookie", only_its_own).let_in == []


def test_what_the_platform_makes_of_things_that_it_does_not_know_is_no_way_in(tried):
    assert tried("the address", lambda p, q, h, b: 422 if len(q) > 1 else 401).let_in == []


def test_that_there_is_nothing_is_told_to_somebody_who_was_let_in(tried):
    found = tried("the address", lambda p, q, h, b: 404 if GOOD in q.values() else 401)
    assert found.let_in == ["GET /results/{id}", "POST /scores"]


def test_requests_that_were_put_off_are_not_judged(tried):
    found = tried("the address", lambda p, q, h, b: 429)
    assert found.let_in == []
    with pytest.raises(Inconclusive, match="put off"):
        attacks.require_answers(found)


JWT = f"eyJ{'a' * 900}"
"""As long as tokens of usual providers of identities are."""


def narrow(judge, limit=8192, code=414):
    """A gateway that takes so many bytes of an address and of its headers."""

    def judged(path, query, headers, body):
        sent = sum(len(name) + len(value) + 4 for name, value in {**query, **headers}.items())
        return code if sent + len(path) > limit else judge(path, query, headers, body)

    return judged


@pytest.mark.parametrize("place", ["the address", "a cookie"])
@pytest.mark.parametrize("code", [414, 431, 413, 400])
def test_long_tokens_fit_through_a_usual_gateway_and_one_that_is_taken_is_seen(tried, place, code):
    tokens = (("anna", JWT),)
    found = tried(place, narrow(refuses, code=code), tokens=tokens)
    assert (found.let_in, found.unanswered) == ([], [])

    def taken(path, query, headers, body):
        cookies = headers.get("Cookie", "").split("; ")
        return 200 if query.get("tk") == JWT or f"access-token={JWT}" in cookies else 401

    assert tried(place, narrow(taken, code=code), tokens=tokens).let_in


def test_what_is_refused_for_its_size_with_a_token_is_so_with_a_word_and_is_not_called_refused(tried):
    tight = narrow(refuses, limit=300)
    with pytest.raises(Inconclusive, match="refused for their size"):
        tried("the address", tight, tokens=(("anna", JWT),))
    assert tried("the address", narrow(refuses, limit=300, code=400), tokens=(("anna", JWT),)).let_in == []


def test_a_token_that_is_looked_at_and_a_word_that_is_put_off_show_no_difference(tried):
    found = tried("the address", lambda p, q, h, b: 404 if GOOD in q.values() else 429)
    assert found.let_in == []
    with pytest.raises(Inconclusive, match="put off"):
        attacks.require_answers(found)


def test_what_is_put_off_once_is_put_again_and_then_judged(tried):
    turns = iter([429, 200, 503, 401])
    found = tried("the address", lambda p, q, h, b: next(turns, 401), targets=TARGETS[:1], busy_s=5)
    assert (found.let_in, found.busy) == (["GET /results/{id}"], 0)


def test_a_call_without_an_answer_is_named(tried):
    def silent(path, query, headers, body):
        raise Unreachable("no whole answer within 10 s")

    with pytest.raises(Inconclusive, match="no whole answer came from GET"):
        tried("the address", silent)
    with pytest.raises(Inconclusive, match="no whole answer came from GET"):
        attacks.require_answers(tried("the address", lambda p, q, h, b: silent(p, q, h, b) if "result" in p else 401))


def test_calls_to_which_the_profile_names_nobody_with_a_token_are_named(tried):
    both = [TARGETS[0], Target(Call("/new", "GET"), "/new", "/new", None, False, ())]
    with pytest.raises(NotAssessed, match="GET /new"):
        attacks.require_rights(tried("the address", refuses, targets=both))


def test_without_any_token_nothing_is_judged(tried):
    with pytest.raises(NotAssessed, match="no token that could be sent in the address"):
        tried("the address", refuses, tokens=())


def test_a_place_that_no_call_has_is_not_called_safe(tried):
    with pytest.raises(NotAssessed, match="no token that could be sent in a form"):
        tried("a form or the message", refuses, targets=TARGETS[:1])
