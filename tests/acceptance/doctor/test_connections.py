"""The doctor asks services, identities and stores without changing anything, and says of each what it saw."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.doctor import connections
from acceptance.doctor.looking import Finding, looked
from acceptance.instruments.search.partition import Unread, Unreadable
from acceptance.profile.bindings import Operation
from acceptance.profile.http_services import HttpService, ScoringApi
from acceptance.profile.permissions import Permissions
from profiles import profile_with

asked: list[tuple[str, str, str | None]] = []


class _Answers(BaseHTTPRequestHandler):
    """Knows one token; reading with another is refused, and who reads books has no right to."""

    def do_GET(self) -> None:
        token = self.headers.get("Authorization")
        asked.append(("GET", self.path, token))
        status = 401 if token == "Bearer wrong-token" else 403 if "books" in self.path else 404
        body = json.dumps({}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def address() -> Iterator[str]:
    asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def suite_for(address: str, *, operations: dict[str, Operation], **tokens: str) -> Any:
    nowhere = dict.fromkeys(("model_registry", "database", "cache", "object_store", "events"))
    api = ScoringApi(url=address, tokens=tokens, allowed={"GET /books/{id}": ["reader"]})
    services = SimpleNamespace(scoring_api=api, **nowhere)
    blocks = {"other_services": {}, "operations": operations, "permissions": Permissions()}
    return SimpleNamespace(profile=profile_with(services=services, **blocks))


READ = Operation(
    service="scoring_api",
    identity="clerk",
    method="GET",
    path="/results/{request_id}",
    query={"of": "{x}"},
    needs="read",
)
WRITE = Operation(service="scoring_api", identity="writer", method="POST", path="/score", needs="synthetic")


def identities(suite: Any) -> dict[str, Finding]:
    return {one.what: one for one in looked(connections._identities(suite), 20)}


def test_an_identity_is_tried_by_an_operation_that_it_is_allowed(address: str) -> None:
    suite = suite_for(address, operations={"read_result": READ}, boss="right-token")
    suite.profile.services.scoring_api.allowed["read_result"] = ["clerk", "boss"]
    assert identities(suite)["identity boss of scoring_api"].well is True
    assert asked == [("GET", f"/results/{connections.NOBODY}", "Bearer right-token")]


def test_an_identity_is_tried_by_a_call_about_nobody_that_only_reads(address: str) -> None:
    suite = suite_for(address, operations={"read_result": READ, "score": WRITE}, clerk="right-token")
    assert identities(suite)["identity clerk of scoring_api"].well is True
    assert asked == [("GET", f"/results/{connections.NOBODY}", "Bearer right-token")]


def test_a_refused_credential_names_what_waits_for_it(address: str) -> None:
    found = identities(suite_for(address, operations={"read_result": READ}, clerk="wrong-token"))
    clerk = found["identity clerk of scoring_api"]
    assert (clerk.well, "its credential is refused (401" in clerk.says) == (False, True)
    assert clerk.needs == {"operation read_result"}


def test_a_right_that_the_profile_promises_and_the_platform_refuses_is_told(address: str) -> None:
    reader = identities(suite_for(address, operations={}, reader="right-token"))["identity reader of scoring_api"]
    assert (reader.well, "it has no right to (403" in reader.says) == (False, True)


@pytest.mark.parametrize(
    ("codes", "status", "said"),
    [
        ({}, 401, "its credential is refused"),
        ({}, 403, "it has no right to"),
        ({"no_identity": [403]}, 403, "its credential is refused or it has no right to"),
        ({"no_identity": [498]}, 401, ""),
        ({"no_right": [404]}, 404, ""),
    ],
)
def test_a_refusal_is_told_by_the_services_codes(codes: dict[str, list[int]], status: int, said: str) -> None:
    assert connections._refusal(HttpService(url="https://x.example", **codes), status) == said


def test_an_identity_that_only_writes_is_not_tried(address: str) -> None:
    writer = identities(suite_for(address, operations={"score": WRITE}, writer="right-token"))
    assert writer["identity writer of scoring_api"].well is None
    assert asked == []


@dataclass
class Place:
    """A store as the doctor meets it."""

    name: str = "database"
    unread: list[Unread] = field(default_factory=list)
    parts: int = 3
    closed: bool = False

    @contextmanager
    def opened(self, _since: None) -> Iterator[tuple[list[None], list[Unread]]]:
        if self.closed:
            raise Unreadable("nobody may read it")
        yield [None] * self.parts, self.unread


@pytest.mark.parametrize(
    ("store", "told"),
    [
        (Place(), (True, "3 parts")),
        (Place(closed=True), (False, "nobody may read it")),
        (Place(parts=0), (False, "there is nothing in it")),
        (Place(unread=[Unread("table x", "no right")]), (False, "table x: no right")),
        (Place(unread=[Unread("a", "no right"), Unread("b", "no right")]), (False, "a: no right (and 1 more)")),
    ],
)
def test_a_store_must_be_readable_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, store: Place, told: tuple[bool, str]
) -> None:
    monkeypatch.setattr(connections, "stores_of", lambda _profile: [store])
    (finding,) = looked(connections._stores(SimpleNamespace(profile=None)), 10)  # type: ignore[arg-type]
    assert (finding.well, finding.says) == told
    assert finding.needs == {"block stores"}


@pytest.mark.parametrize(("seconds", "well"), [(0.0, True), (-1.9, True), (2.4, True), (2.6, False), (-90.0, False)])
def test_a_clock_that_is_far_off_is_told_unless_it_cannot_be_known(seconds: float, well: bool) -> None:
    offset = SimpleNamespace(seconds=seconds, uncertainty_s=0.5)
    suite: Any = SimpleNamespace(platform=SimpleNamespace(clock_offset=lambda _service: offset))
    assert connections._clock(suite, "database")[0] is well


def test_a_statement_is_explained_with_nothing_in_its_places() -> None:
    seen: list[Any] = []
    database = SimpleNamespace(rows=lambda *call: seen.append(call))
    suite: Any = SimpleNamespace(platform=SimpleNamespace(database=database))
    assert connections._explained(suite, "select a from b where c = %(customer_id)s", "platform")[0] is True
    assert seen == [("explain select a from b where c = %(customer_id)s", {"customer_id": None}, "platform")]
