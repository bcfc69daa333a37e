"""Refusals of what no description knows, in memory: what repeats a request or shows the inside is seen."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace as Some
from urllib.parse import unquote
from uuid import uuid4

import pytest

from acceptance.outcome import Inconclusive
from acceptance.platform.access import Unreachable
from acceptance.requirements.access import undescribed
from acceptance.requirements.access.undescribed import Refused, require_answers


class Replica:
    """Answers with what `says` makes of a request: status, headers, text."""

    def __init__(self, says):
        self.says = says

    def unrecorded(self):
        return self

    def call(self, method, path, *, needs, headers=None, query=None, body=None, content=None):
        sent = {"path": path, "headers": headers or {}, "query": query or {}, "body": body or b"", "content": content}
        status, told, text = self.says(method, Some(**sent))
        media = told.get("Content-Type", "text/html")
        return Some(status=status, headers=told, body=text.encode(), path=path, content_type=media)


@pytest.fixture
def provoked(monkeypatch):
    def against(*says, url="https://scores.example"):
        @contextmanager
        def clients(_suite):
            yield [Replica(one) for one in says]

        monkeypatch.setattr(undescribed, "clients_of_all", clients)
        service = Some(url=url)
        suite = Some(
            profile=Some(services=Some(scoring_api=service)), nonce=lambda: Some(value=f"Nonce-{uuid4().hex[:12]}")
        )
        return undescribed.provoked(suite)

    return against


def nothing(method, sent):
    return 404, {}, '{"detail": "There is nothing."}'


def test_refusals_that_tell_nothing_are_no_finding(provoked):
    found = provoked(nothing, nothing)
    assert (found.told, found.silent) == ([], [])
    assert found.refused == 2 * len(undescribed._FORMS)


@pytest.mark.parametrize(
    ("tells", "request_"),
    [
        (lambda m, s: f"no {s.path}", "an unknown address"),
        (lambda m, s: f"no {s.path.upper()}", "a script in an unknown address"),
        (lambda m, s: f"bad {s.query}", "a parameter of an unknown name"),
        (lambda m, s: f"{s.headers.get('User-Agent')}", "headers of its own"),
        (lambda m, s: f"{s.headers.get('X-Forwarded-Host')}", "headers of its own"),
        (lambda m, s: s.body.decode(), "a message to an unknown address"),
        (lambda m, s: f"{s.content}", "JSON to an unknown address"),
        (lambda m, s: "Traceback (most recent call last)" if m == "POST" else "", "JSON to an unknown address"),
    ],
)
def test_one_replica_that_repeats_what_was_sent_or_shows_its_inside_is_seen(provoked, tells, request_):
    told = provoked(nothing, lambda m, s: (404, {}, tells(m, s))).told
    assert any(one.startswith(f"{request_} told ") for one in told)


def test_what_stands_in_a_header_of_the_refusal_counts(provoked):
    assert provoked(lambda m, s: (404, {"X-Path": s.path}, "")).told
    assert (
        "headers of its own told the version of a component"
        in provoked(lambda m, s: (404, {"X": "nginx/1.2"}, "")).told
    )


def test_a_problem_that_names_the_address_that_it_is_about_repeats_nothing_and_one_that_runs_it_does(provoked):
    def problem(method, sent):
        return 404, {"Content-Type": "application/problem+json"}, f'{{"title": "Not Found", "instance": "{sent.path}"}}'

    def unescaped(method, sent):
        return 404, {"Content-Type": "application/problem+json"}, f'{{"instance": "{unquote(sent.path)}"}}'

    assert provoked(problem).told == []
    assert "a script in an unknown address told what was sent" in provoked(unescaped).told


def test_an_answer_to_trace_is_judged_whatever_its_status(provoked):
    def traces(method, sent):
        return (200, {}, f"{sent.headers}") if method == "TRACE" else nothing(method, sent)

    assert provoked(traces).told == ["the method TRACE told what was sent"]


def test_a_page_that_stands_everywhere_is_no_refusal(provoked):
    found = provoked(lambda m, s: (200, {}, f"{s.path} {s.query} {s.body} {s.content}"))
    assert (found.refused, found.told) == (1, [])


def silent(at):
    def says(method, sent):
        if at(method):
            raise Unreachable("no whole answer")
        return nothing(method, sent)

    return says


def test_a_platform_that_refuses_nothing_or_is_silent_shows_nothing(provoked):
    with pytest.raises(Inconclusive, match="was refused"):
        provoked(silent(lambda method: True))


def test_a_connection_that_is_closed_on_an_odd_method_tells_nothing(provoked):
    require_answers(provoked(silent(lambda method: method not in ("GET", "POST"))))


def test_silence_to_anything_else_is_not_called_good(provoked):
    with pytest.raises(Inconclusive, match="JSON to an unknown address"):
        require_answers(provoked(silent(lambda method: method == "POST")))


def test_a_path_of_the_platforms_own_is_none_of_its_files(provoked):
    def says(method, sent):
        return 404, {}, '{"type": "/app/problems/nothing"}'

    assert provoked(says, url="https://scores.example/app").told == []
    assert provoked(says).told != []
    assert Refused(1, []).silent == []
