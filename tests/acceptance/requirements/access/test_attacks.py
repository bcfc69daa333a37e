"""Attacks on a platform in memory: what is let in is seen, and what cannot be told is not called refused."""

from __future__ import annotations

from contextlib import contextmanager
from fnmatch import fnmatch
from types import SimpleNamespace as Some

import pytest
from pydantic import SecretStr

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.interface import Call
from acceptance.requirements.access import attacks, ways_around
from acceptance.requirements.access.targets import Target

GOOD = "Good-token-of-anna-7"
PAGE = 203
"""With which a replica here answers with a page instead of contents."""
SWITCHED = "parameters, cookies and names that switch it off"
TARGETS = [
    Target(Call("/results/{id}", "GET"), "/results/r-1", "/results/nobody", None, True, ("anna",)),
    Target(Call("/results/{id}", "DELETE"), "/results/r-1", "/results/nobody", None, True, ("anna",)),
    Target(Call("/scores", "POST"), "/scores", "/scores", b"{}", False, ("anna",)),
]


def str_of(target):
    return str(target.call)


ABOUT = attacks.About(Some(), "r-1", ({}, {}))


class Replica:
    """A replica that answers as `judge` says: the status by method, path, token or identity, and headers."""

    def __init__(self, judge):
        self.judge = judge

    def unrecorded(self):
        return self

    def call(self, method, path, *, needs, token, identity, headers, query, body):
        sent = GOOD if identity == "anna" and token is None else token
        told = self.judge(method, path, sent, {**headers, **(query or {})})
        status, more = told if isinstance(told, tuple) else (told, {})
        return Some(status=status, headers=more, body=b"", content=None if status == PAGE else {})


def refuses(method, path, token, headers):
    if path.split("/")[1] in ways_around.BESIDE:
        return 404
    if path.endswith("/") or path != path.lower() or path.startswith("//") or method == "HEAD":
        return 404
    return 200 if token == GOOD else 401


@pytest.fixture
def tried(monkeypatch):
    def against(judges, kind=None, way=None, ended=(), targets=TARGETS, codes=(401, 403)):
        place = Some(
            identities={"anna", "bob"},
            tokens={"anna": GOOD},
            clients={},
            certificates={},
            token_of=lambda name: GOOD,
            ended_tokens=[SecretStr(one) for one in ended],
            no_identity=[codes[0]],
            no_right=[codes[1]],
        )
        suite = Some(
            profile=Some(services=Some(scoring_api=place), audit=None),
            platform=Some(public=set(), allowed={str(one.call): {"anna"} for one in TARGETS}),
            limits=Some(busy_s=0),
        )

        @contextmanager
        def clients(_suite):
            yield [Replica(judge) for judge in judges]

        monkeypatch.setattr(attacks, "clients_of_all", clients)
        monkeypatch.setattr(attacks, "targets", lambda *_: targets)
        if kind is not None:
            return attacks.try_tokens(suite, ABOUT, kind)
        return attacks.try_ways(suite, ABOUT, way)

    return against


@pytest.mark.parametrize("kind", [one for one in attacks.TOKENS if one != "a token that has ended"])
def test_a_platform_that_refuses_lets_nothing_in_and_lets_in_the_right_one(tried, kind):
    found = tried([refuses, refuses], kind)
    assert (found.let_in, found.not_let_in, found.without_right, found.busy) == ([], [], [], 0)
    assert found.tried >= 2 * len(TARGETS)


@pytest.mark.parametrize("way", ways_around.WAYS)
def test_ways_that_lead_nowhere_let_nothing_in(tried, way):
    found = tried([refuses, refuses], way=way)
    assert (found.let_in, found.not_let_in) == ([], [])
    assert found.tried > 0


def opened(wrong):
    def judge(method, path, token, headers):
        return 200 if wrong(method, path, token, headers) else refuses(method, path, token, headers)

    return judge


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (lambda m, p, t, h: t is None, "no token, or one that nobody was given"),
        (lambda m, p, t, h: t == "", "no token, or one that nobody was given"),
        (lambda m, p, t, h: t == "null", "no token, or one that nobody was given"),
        (lambda m, p, t, h: bool(t) and t.lower() == GOOD.lower(), "a good token that was altered"),
        (lambda m, p, t, h: bool(t) and t[:8] == GOOD[:8], "a good token that was altered"),
        (lambda m, p, t, h: bool(t) and t.endswith(GOOD), "a good token that was altered"),
        (lambda m, p, t, h: bool(t) and fnmatch(GOOD, t.replace("%", "*")), "a good token that was altered"),
        (lambda m, p, t, h: t == "undefined", "no token, or one that nobody was given"),
        (lambda m, p, t, h: t == "anna", "no token, or one that nobody was given"),
        (lambda m, p, t, h: bool(t) and "' or '1'='1" in t, "no token, or one that nobody was given"),
        (lambda m, p, t, h: bool(t) and t.startswith("eyJ") and t.endswith("."), "a token without a signature"),
        (lambda m, p, t, h: t == "ended", "a token that has ended"),
    ],
)
def test_one_replica_that_believes_a_token_is_seen(tried, wrong, kind):
    found = tried([refuses, opened(wrong)], kind, ended=["ended"])
    assert found.let_in == sorted(str(one.call) for one in TARGETS)


@pytest.mark.parametrize(
    ("wrong", "way"),
    [
        (lambda m, p, t, h: "X-HTTP-Method-Override" in h, "another method in a header or parameter"),
        (lambda m, p, t, h: p.endswith("/"), "other letters, slashes and endings of the address"),
        (lambda m, p, t, h: p != p.lower(), "other letters, slashes and endings of the address"),
        (lambda m, p, t, h: m == "HEAD" and p.count("/") == 2, "the head of the answer only"),
        (lambda m, p, t, h: h.get("X-Forwarded-For") == "127.0.0.1", "headers that only neighbours should send"),
        (lambda m, p, t, h: h.get("X-Remote-User") == "anna", "headers that only neighbours should send"),
        (lambda m, p, t, h: h.get("X-Forwarded-For", "").startswith("10."), "headers that only neighbours should send"),
        (lambda m, p, t, h: "for=127.0.0.1" in h.get("Forwarded", ""), "headers that only neighbours should send"),
        (lambda m, p, t, h: h.get("X-SSL-Client-S-DN") == "CN=anna", "headers that only neighbours should send"),
        (lambda m, p, t, h: h.get("debug") == "1", SWITCHED),
        (lambda m, p, t, h: "admin=true" in h.get("Cookie", ""), SWITCHED),
        (lambda m, p, t, h: h.get("user") == "anna", SWITCHED),
        (lambda m, p, t, h: h.get("Authorization", "").startswith("Basic "), SWITCHED),
        (lambda m, p, t, h: p.startswith("/internal/"), ways_around.BESIDE_IT),
        (lambda m, p, t, h: p.startswith("/v0/"), ways_around.BESIDE_IT),
    ],
)
def test_one_replica_that_is_walked_around_is_seen(tried, wrong, way):
    assert "GET /results/{id}" in tried([refuses, opened(wrong)], way=way).let_in or way.startswith("another method")
    assert tried([refuses, opened(wrong)], way=way).let_in


def test_a_page_that_stands_wherever_nothing_is_lets_nobody_in(tried):
    def judge(method, path, token, headers):
        return PAGE if path.split("/")[1] in ways_around.BESIDE else refuses(method, path, token, headers)

    assert tried([judge], way=ways_around.BESIDE_IT).let_in == []


HEAD_ONLY = "the head of the answer only"


def test_a_proxy_that_answers_each_question_for_a_head_alike_lets_nobody_in(tried):
    found = tried([opened(lambda m, p, t, h: m == "HEAD")], way=HEAD_ONLY)
    assert (found.let_in, found.tried) == ([], 2)


def test_a_head_that_tells_how_long_an_answer_to_others_is_lets_somebody_in(tried):
    def judge(method, path, token, headers):
        length = "812" if path == "/results/r-1" else "0"
        return (200, {"Content-Length": length}) if method == "HEAD" else refuses(method, path, token, headers)

    assert tried([judge], way=HEAD_ONLY).let_in == ["GET /results/{id}"]


OVERRIDING = "another method in a header or parameter"


@pytest.mark.parametrize("code", [406, 409, 411, 415, 422, 428])
def test_a_form_that_is_looked_at_before_the_right_lets_nobody_in(tried, code):
    def form_first(method, path, token, headers):
        mistaken = method == "POST" or "%" in path or any(name.startswith("X-HTTP") for name in headers)
        return code if mistaken and token != GOOD else refuses(method, path, token, headers)

    assert tried([form_first], way=OVERRIDING).let_in == []
    assert tried([form_first], way="other letters, slashes and endings of the address").let_in == []


@pytest.mark.parametrize("code", [200, 402, 409, 415, 422, 423, 500])
def test_what_only_a_way_around_the_rule_brings_about_is_a_way_in(tried, code):
    def overridden(method, path, token, headers):
        return code if "X-HTTP-Method-Override" in headers else refuses(method, path, token, headers)

    assert tried([overridden], way=OVERRIDING).let_in == [str(one.call) for one in sorted(TARGETS, key=str_of)]


def test_whatever_is_refused_that_is_not_there_is_asked_for_where_it_is(tried):
    def hides(method, path, token, headers):
        return 200 if token == GOOD and not path.endswith("nobody") else 403

    assert tried([hides], "no token, or one that nobody was given").not_let_in == []

    def refuses_changes(method, path, token, headers):
        return 200 if token == GOOD and path == "/results/r-1" and method == "GET" else 403

    found = tried([refuses_changes], "no token, or one that nobody was given")
    assert found.not_let_in == ["POST /scores"], "there is no number in it that might not be there"


def test_a_failure_is_no_refusal(tried):
    found = tried([lambda m, p, t, h: 200 if t == GOOD else 500], "no token, or one that nobody was given")
    assert len(found.let_in) == len(TARGETS)


def test_a_malformed_token_may_be_refused_as_such_if_the_answer_says_so(tried):
    def judge(told):
        return lambda m, p, t, h: 200 if t == GOOD else (400, told)

    kind = "a good token that was altered"
    assert tried([judge({"WWW-Authenticate": "Bearer"})], kind).let_in == []
    assert len(tried([judge({})], kind).let_in) == len(TARGETS)


def test_a_platform_that_refuses_everybody_shows_nothing(tried):
    found = tried([lambda m, p, t, h: 401], "no token, or one that nobody was given")
    assert found.let_in == []
    assert found.not_let_in == [str(one.call) for one in TARGETS]


def test_requests_that_were_put_off_are_not_judged(tried):
    found = tried([lambda m, p, t, h: 200 if t == GOOD else 429], "no token, or one that nobody was given")
    assert found.let_in == []
    with pytest.raises(Inconclusive, match="put off"):
        attacks.require_answers(found)


def silent(at):
    def judge(method, path, token, headers):
        if f"{method} {path}" in at:
            raise Unreachable("no whole answer within 10 s")
        return 200

    return judge


def test_a_call_without_an_answer_hides_no_other_that_lets_somebody_in(tried):
    found = tried([silent(["DELETE /results/r-1"])], "no token, or one that nobody was given")
    assert found.let_in == ["GET /results/{id}", "POST /scores"]
    with pytest.raises(Inconclusive, match=r"no whole answer came from DELETE /results/\{id\}"):
        attacks.require_answers(found)


def test_a_platform_that_is_silent_is_not_waited_for_at_every_call(tried):
    asked = []

    def judge(method, path, token, headers):
        asked.append(path)
        raise Unreachable("no whole answer within 10 s")

    found = tried([judge], "no token, or one that nobody was given", targets=TARGETS * 5)
    assert (len(asked), found.let_in) == (2 * attacks.UNANSWERED_CALLS, [])


def test_a_call_that_let_somebody_in_is_not_tried_any_more(tried):
    asked = []

    def judge(method, path, token, headers):
        asked.append((method, token))
        return 200

    tried([judge], "a token without a signature")
    assert [method for method, token in asked if token != GOOD] == [one.call.method for one in TARGETS]


def test_no_token_that_has_ended_in_the_profile_is_not_assessed_by_name(tried):
    with pytest.raises(NotAssessed, match="ended_tokens"):
        tried([refuses], "a token that has ended")


def test_calls_for_which_nobody_has_a_right_are_named(tried):
    lost = [Target(Call("/new", "GET"), "/new", "/new", None, False, ())]
    found = tried([refuses], "no token, or one that nobody was given", targets=lost)
    with pytest.raises(NotAssessed, match="GET /new"):
        attacks.require_rights(found)


def test_what_is_refused_in_a_platforms_own_codes_was_not_let_in(tried):
    def hides(method, path, token, headers):
        return 200 if token == GOOD else 422

    found = tried([hides], "no token, or one that nobody was given", codes=(422, 404))
    assert (found.let_in, found.not_let_in) == ([], [])
    assert len(tried([hides], "no token, or one that nobody was given").let_in) > 0


def test_that_there_is_nobody_of_a_name_does_not_say_that_the_rightful_are_refused(tried):
    def empty(method, path, token, headers):
        return 403 if token != GOOD else 404 if path.endswith("nobody") else 200

    found = tried([empty], "no token, or one that nobody was given", codes=(403, 404))
    assert (found.let_in, found.not_let_in) == ([], [])
