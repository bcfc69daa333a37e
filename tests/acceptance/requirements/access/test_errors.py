"""What refusals show of the inside is seen, and what is ordinary is not taken for it."""

from __future__ import annotations

import pytest

from acceptance.requirements.access.errors import inside_of

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
    ],
)
def test_what_is_ordinary_is_not_taken_for_the_inside(text):
    assert inside_of(text) == []
