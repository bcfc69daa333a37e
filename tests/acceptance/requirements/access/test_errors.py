"""What refusals show of the inside is seen, and what is ordinary is not taken for it."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace as Some

import pytest

from acceptance.platform.access import Unreachable
from acceptance.platform.interface import Call
from acceptance.requirements.access import errors
from acceptance.requirements.access.errors import inside_of
from acceptance.requirements.access.targets import Target

STATEMENT = "the text of a statement to the database"
TRACE = "a trace of the program"
PATH = "a path of its files"
VERSION = "the version of a component"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("select id, name from customers where id = $1", STATEMENT),
        ("select * from results", STATEMENT),
        ("SELECT score FROM results WHERE id = 'x'", STATEMENT),
        ("UPDATE results SET score = 700", STATEMENT),
        ("INSERT INTO results VALUES (1)", STATEMENT),
        ('ERROR: syntax error at or near ";"', STATEMENT),
        ('null value violates not-null constraint "x"', STATEMENT),
        ("ORA-00942: table or view does not exist", STATEMENT),
        ("psycopg2.errors.UniqueViolationError: x", STATEMENT),
        ("Traceback (most recent call last):", TRACE),
        ('{"detail": "File \\"x/y.py\\", line 12"}', TRACE),
        ("at com.lender.Scoring.score(Scoring.java:12)", TRACE),
        ("goroutine 1 [running]:", TRACE),
        ("main.go:17", TRACE),
        ("cannot open /etc/scoring/settings.yaml", PATH),
        ("could not read C:\\\\scoring\\\\settings", PATH),
        ("Server: nginx/1.25.3", VERSION),
        ("X-Powered-By: Express/4.18", VERSION),
        ("https://errors.pydantic.dev/2.11/v/missing", VERSION),
    ],
)
def test_what_shows_the_inside_is_seen(text, kind):
    assert kind in inside_of(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "/problems/not-found", "title": "Not Found", "detail": "There is no such customer."}',
        "Select one from the list.",
        "Select one of the offers from the list and update your request.",
        "server: uvicorn\nserver: nginx\ncontent-type: application/problem+json\ndate: Mon, 30 Nov 2026 10:00:00 GMT",
        '{"errors": [{"field": "features.age", "message": "must be at least 18"}]}',
        '{"instance": "/customers/acceptance-1/features", "code": "APP-42"}',
        "This address does not know the method; send at 10:30.",
        "https://api.lender.example/problems/app/x",
        '{"code": "scores.request.validation_error"}',
    ],
)
def test_what_is_ordinary_is_not_taken_for_the_inside(text):
    assert inside_of(text) == []


class Replica:
    """A replica that repeats what it refuses, except at one address, where it never answers."""

    def unrecorded(self):
        return self

    def __init__(self):
        self.callers = []

    def call(self, method, path, *, body, identity=None, **_):
        self.callers.append((method, path, identity))
        if path.startswith("/silent"):
            raise Unreachable("no whole answer within 10 s")
        return Some(status=400, headers={}, path=path, body=body or path.encode(), content_type="text/plain")


def test_a_call_without_an_answer_hides_no_leak_of_another_and_is_not_said_to_let_wrong_forms_be(monkeypatch):
    @contextmanager
    def clients(_suite):
        yield [Replica()]

    found = [
        Target(Call("/silent/{id}", "GET"), "/silent/1", "/silent/0", None, False, ()),
        Target(Call("/scores", "POST"), "/scores", "/scores", b"{}", False, ("anna",)),
    ]
    monkeypatch.setattr(errors, "clients_of_all", clients)
    monkeypatch.setattr(errors, "targets", lambda *_: found)
    place = Some(services=Some(scoring_api=Some(url="https://lender.example")))
    suite = Some(nonce=lambda: Some(value="mark17"), profile=place)
    told = errors.provoked(suite, Some(customer=None, request_id="r-1"))
    assert (told.unanswered, told.let_be) == (["GET /silent/{id}"], [])
    assert told.leaks == ["POST /scores told what was sent"]


def test_a_call_in_which_nothing_can_be_wrong_is_made_by_nobody_only(monkeypatch):
    replica = Replica()

    @contextmanager
    def clients(_suite):
        yield [replica]

    found = [Target(Call("/stop", "DELETE"), "/stop", "/stop", None, False, ("anna",))]
    monkeypatch.setattr(errors, "clients_of_all", clients)
    monkeypatch.setattr(errors, "targets", lambda *_: found)
    place = Some(services=Some(scoring_api=Some(url="https://lender.example")))
    told = errors.provoked(Some(nonce=lambda: Some(value="mark17"), profile=place), Some(customer=None, request_id="r"))
    assert (told.refused, told.let_be) == ({"DELETE /stop": 1}, [])
    assert replica.callers == [("DELETE", "/stop", None)]


@pytest.mark.parametrize(
    ("base", "path", "told", "leaks"),
    [
        ("", "/app/scores", '{"type": "about:blank", "instance": "/app/scores/nobody"}', []),
        ("srv/credit", "/scores", '{"path": "/srv/credit/scores", "status": 404}', []),
        ("", "/app/scores", '{"detail": "cannot open /etc/scoring/x"}', [PATH]),
        ("", "/scores", '{"detail": "cannot open /app/scoring/x"}', [PATH]),
        ("", "/app/scores", '{"detail": "cannot open /application/x, /home/app/scoring"}', [PATH]),
        ("", "/scores", '{"code": "lender.scores.ValidationError"}', [TRACE]),
    ],
)
def test_the_address_of_a_call_is_no_path_of_files_and_every_other_one_stays_one(base, path, told, leaks):
    answer = Some(headers={}, path=path, body=told.encode(), content_type="application/json")
    assert errors._leaks(answer, "mark17", base) == leaks


@pytest.mark.parametrize(
    ("media", "told", "repeated"),
    [
        ("application/problem+json", '{"instance": "/scores/mark17%27%3C", "status": 404}', False),
        ("application/json", '{"path":"/base/scores/mark17%27%3C"}', False),
        ("application/json", r'{"path": "\/scores\/mark17%27%3C"}', False),
        ("application/json", '{"instance": "https://lender.example:8443/scores/mark17%27%3C"}', False),
        ("application/json", '{"detail": "nothing at /scores/mark17%27%3C"}', True),
        ("application/json", """{"path": "/scores/mark17'<"}""", True),
        ("application/json", '{"path": "/scores/mark17%27%3C", "value": "mark17"}', True),
        ("application/json", '{"path": "/scores/mark17%27%3C?a=mark17"}', True),
        ("application/json", '{"/scores/mark17%27%3C": "unknown"}', True),
        ("text/html", '{"path": "/scores/mark17%27%3C"}', True),
        ("text/html", "<p>/scores/mark17%27%3C</p>", True),
    ],
)
def test_its_own_address_may_be_a_field_of_a_refusal_as_it_was_sent_and_nothing_else_may(media, told, repeated):
    answer = Some(headers={}, path="/scores/mark17%27%3C", body=told.encode(), content_type=media)
    assert errors._leaks(answer, "mark17", "") == (["what was sent"] if repeated else [])


def test_its_own_address_may_stand_in_no_header():
    headers = {"X-Path": "/scores/mark17"}
    answer = Some(headers=headers, path="/scores/mark17", body=b"{}", content_type="application/json")
    assert errors._leaks(answer, "mark17", "") == ["what was sent"]
