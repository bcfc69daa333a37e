"""What refusals tell: nothing of what was sent, and nothing of the platform's inside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from acceptance.platform.access import Unreachable
from acceptance.platform.http import CLIENT_ERROR, Exchange, HttpClient, class_of
from acceptance.requirements.access.attacks import UNANSWERED_CALLS, About
from acceptance.requirements.access.targets import WITHOUT_BODY, Target, targets
from acceptance.requirements.service.replicas import clients_of_all
from acceptance.suite import Suite

LARGE = 200_000
"""Bytes of a body that no request has."""
INSIDE = {
    "the text of a statement to the database": re.compile(
        r"\bselect\s+(\*|[\w.\"]+\s*,[^;]{1,300}?|count\([^)]*\))\s+from\s|\binsert\s+into\b\s+[\"\w]|"
        r"\bselect\s+[\w.\"]+\s+from\s+[\w.\"]+\s*(;|where|limit|order by|join)|\bupdate\s+[\w.\"]+\s+set\s+\w+\s*=|"
        r"\bdelete\s+from\b\s+[\"\w]|"
        r"syntax error at or near|sqlstate|\bORA-\d{5}\b|violates \w+(-\w+)? constraint|"
        r"relation \"\w+\" does not exist|"
        r"(psycopg|asyncpg|sqlalchemy|jdbc|hibernate|sqlite3?)[.\w]*(error|exception)",
        re.IGNORECASE | re.DOTALL,
    ),
    "a trace of the program": re.compile(
        r"traceback \(most recent call last\)|file \\?\"[^\"]+\", line \d+|\bat [\w.$<>]+\([\w ]+(\.\w+)?(:\d+)?\)|"
        r"\b[\w/.-]+\.(py|java|kt|go|rb|php|js|ts|cs|rs)[:(]\d+|goroutine \d+ \[|panicked at|"
        r"(?-i:\b[a-z_]+(\.[a-z_]\w*)+\.[A-Z]\w+(Error|Exception)\b)",
        re.IGNORECASE,
    ),
    "a path of its files": re.compile(
        r"(?<![\w/:.])/(usr|home|opt|var|app|srv|tmp|etc|root|workspace)/[\w.-]+|\b[a-z]:\\\\?\w+", re.IGNORECASE
    ),
    "the version of a component": re.compile(
        r"\b(python|uvicorn|gunicorn|hypercorn|nginx|apache|tomcat|jetty|express|werkzeug|php|openssl|pydantic|fastapi|"
        r"starlette|spring|asp\.net|iis|kestrel|netty|envoy|go)[/ -]v?\d+\.\d+|errors\.pydantic\.dev/\d",
        re.IGNORECASE,
    ),
}
"""What the outside of a platform must not show of its inside."""


@dataclass(frozen=True)
class Told:
    """What refusals told.

    Attributes:
        refused: how many answers were refusals, by call.
        leaks: what they told that they must not, with the call.
        let_be: calls that were never refused, so nothing of their refusals is known.
        unanswered: calls that gave no whole answer to a wrong form, and got no more of them.
    """

    refused: dict[str, int]
    leaks: list[str]
    unanswered: list[str] = field(default_factory=list)

    @property
    def let_be(self) -> list[str]:
        return sorted(call for call, count in self.refused.items() if count == 0 and call not in self.unanswered)


def inside_of(text: str, outside: str = "") -> list[str]:
    """What a text shows of the inside of the platform that wrote it.

    Args:
        outside: the first part of the platform's own addresses: what begins with it is no path of its files.

    >>> inside_of('{"detail": "Nothing is there."}')
    []
    >>> inside_of('{"instance": "/app/scores"}'), inside_of('{"instance": "/app/scores"}', "/app")
    (['a path of its files'], [])
    """
    if outside.strip("/"):
        text = re.sub(rf"(?<![\w/]){re.escape(outside)}(?=[/?#\"'\s]|$)[\w./-]*", "", text)
    return [name for name, pattern in INSIDE.items() if pattern.search(text)]


def provoked(suite: Suite, about: About) -> Told:
    """Makes every call in wrong forms, as nobody and as who has the right, in turn at each replica."""
    refused: dict[str, int] = {}
    leaks: set[str] = set()
    unanswered: list[str] = []
    base = urlsplit(suite.profile.services.scoring_api.url).path.strip("/")
    with clients_of_all(suite) as replicas:
        for target in targets(suite, about.customer, about.request_id):
            if len(unanswered) == UNANSWERED_CALLS:
                break
            refused[str(target.call)] = 0
            try:
                for mark, answer in _answers(suite, target, replicas):
                    if class_of(answer.status) >= CLIENT_ERROR:
                        refused[str(target.call)] += 1
                        leaks |= {f"{target.call} told {what}" for what in _leaks(answer, mark, base)}
            except Unreachable:
                unanswered.append(str(target.call))
    return Told(refused, sorted(leaks), unanswered)


def _answers(suite: Suite, target: Target, replicas: Sequence[HttpClient]) -> Iterator[tuple[str, Exchange]]:
    for mark, form in _forms(suite, target):
        for identity in dict.fromkeys((None, *target.rightful[:1])):
            if identity is None or "path" in form or target.body is not None:
                yield from ((mark, target.sent(replica, identity=identity, **form)) for replica in replicas)


def told_by(answer: Exchange) -> str:
    """The headers and the body of an answer, without its own address where that is the whole value of a field of JSON.

    `instance` of a problem is for that (RFC 9457, section 3.1.5), and frameworks have `path`: the address stands there
    as it was sent, and no browser runs JSON. Anywhere else, and not escaped as it was, it is something that was sent.

    >>> from types import SimpleNamespace as Some
    >>> body = b'{"instance": "/a/mark", "b": "no /a/mark"}'
    >>> told_by(Some(headers={}, path="/a/mark", content_type="application/problem+json", body=body))
    '\\n\\n{"instance": "", "b": "no /a/mark"}'
    """
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    body = answer.body.decode("utf-8", "replace")
    if answer.content_type.endswith("json"):
        path = re.escape(answer.path).replace("/", r"\\?/")
        body = re.sub(rf'(:\s*)"([a-z]+:\\?/\\?/[^"/\\]+)?(\\?/[\w.~-]+)*{path}"', r'\1""', body)
    return headers + "\n\n" + body


def _leaks(answer: Exchange, mark: str, base: str) -> list[str]:
    text = told_by(answer)
    repeated = ["what was sent"] if mark.lower() in text.lower() else []
    outside = "/" + f"{base}/{answer.path.strip('/')}".strip("/").partition("/")[0]
    return repeated + inside_of(text, outside)


def _forms(suite: Suite, target: Target) -> Iterator[tuple[str, dict[str, Any]]]:
    """The wrong forms of a call, each with the mark that was put into it. None of them can do what it asks for."""
    mark = suite.nonce().value
    if "{" in target.call.path:
        for value in (mark + "%27%22%3B--", mark + "%0d%0a" + mark, mark * 20, mark + "%F0%9F%92%A5%00"):
            path = re.sub(r"\{[^}]*\}", value, target.call.path)
            yield mark, {"path": path, "body": None if target.call.method in WITHOUT_BODY else b"{}"}
    if target.body is None:
        if target.call.method == "GET":
            yield mark, {"path": target.nobody}
        elif "{" not in target.call.path:
            yield mark, {}  # nothing in it can be wrong: nobody makes it, as whoever has the right would have it done
        return
    for body in _bodies(target, mark):
        yield mark, {"path": target.nobody, "body": body}


def _bodies(target: Target, mark: str) -> Iterator[bytes]:
    known = json.loads(target.body or b"{}")
    wrong = _marked(known, mark)
    yield json.dumps({**wrong, mark: mark} if isinstance(wrong, dict) else wrong).encode()
    yield json.dumps([mark]).encode()
    yield b'{"' + mark.encode() + b'": '
    yield mark.encode() + b"\xff\xfe"
    yield json.dumps({mark: {mark: [mark, None, 1e308, -1, {"a": mark + "'; --\r\n\x00"}]}}).encode()
    yield json.dumps({mark: "x" * LARGE}).encode()


def _marked(known: Any, mark: str) -> Any:
    """What a body has, with an object in place of each value: nothing is what it should be."""
    if isinstance(known, dict):
        return {key: _marked(value, mark) for key, value in known.items()}
    return {"wrong": mark}
