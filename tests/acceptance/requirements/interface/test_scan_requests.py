"""What a scanner asks of a running service is sent on as somebody who may, about the suite's own, or held back."""

from __future__ import annotations

import json
from types import SimpleNamespace as Some
from typing import Any

import pytest

from acceptance.instruments.scanners.live import Traffic
from acceptance.instruments.scanners.relay import Asked, Replied
from acceptance.outcome import NotAssessed
from acceptance.platform.access import CredentialRefused, Unreachable
from acceptance.platform.interface import Call, Interface
from acceptance.profile.bindings import Operation
from acceptance.requirements.interface import scan_requests
from acceptance.requirements.interface.scan_requests import Sending, Way, is_unusual

OURS = "acceptance-0123456789ab"
READ, CHANGE, REMOVE, STOP, SEARCH = (
    Call("/customers/{id}", "GET"),
    Call("/customers/{id}/figures", "PUT"),
    Call("/customers/{id}", "DELETE"),
    Call("/stop", "POST"),
    Call("/log", "GET"),
)
FIGURES = {"type": "object", "required": ["income"], "properties": {"income": {"type": "number"}, "who": {}}}
REASON = {"type": "object", "required": ["reason"], "properties": {"reason": {"$ref": "#/components/schemas/Reason"}}}


def described(schema: Any = None, *parameters: Any) -> dict[str, Any]:
    body = {"requestBody": {"content": {"application/json": {"schema": schema}}}} if schema else {}
    return {"parameters": list(parameters), "responses": {"200": {"description": "done"}}, **body}


HEADER = {"in": "header", "name": "X-Tenant", "schema": {"type": "string"}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "components": {"schemas": {"Reason": {"type": "string"}}},
    "paths": {
        "/customers/{id}": {"get": described(None, HEADER), "delete": described()},
        "/customers/{id}/figures": {"put": described(FIGURES)},
        "/stop": {"post": described(REASON)},
        "/log": {"get": described()},
    },
}


def operation(call: Call, needs: str, **more: Any) -> dict[str, Operation]:
    made = {"service": "scoring_api", "method": call.method, "path": call.path.replace("{id}", "{customer_id}")}
    return {"op": Operation.model_validate({**made, "identity": "clerk", "needs": needs, **more})}


WAYS = {
    READ: Way(READ, operation(READ, "read", refusals={"away": [502, 504]}), "clerk", False),
    CHANGE: Way(CHANGE, operation(CHANGE, "synthetic"), "clerk", False),
    REMOVE: Way(REMOVE, operation(REMOVE, "synthetic"), "clerk", False),
    STOP: Way(STOP, operation(STOP, "destroy"), "clerk", False),
    SEARCH: Way(SEARCH, {}, None, False),
}


class Service:
    """Answers with what `says` gives, one after the other, the last for ever; keeps what it was asked."""

    def __init__(self, *says: Any) -> None:
        self.says = list(says) or [200]
        self.asked: list[Any] = []
        self.service = Some(url="https://scores.example/app")

    def call(self, method: str, path: str, **told: Any) -> Any:
        self.asked.append(Some(method=method, path=path, **told))
        answer = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if isinstance(answer, Exception):
            raise answer
        status, text = answer if isinstance(answer, tuple) else (answer, "{}")
        return Some(status=status, headers={"Content-Type": "text/plain"}, body=text.encode())


def sending(service: Service, ways: Any = None) -> Any:
    created: list[str] = []
    made = Sending(
        client=service,  # type: ignore[arg-type]
        interface=Interface(DOCUMENT),
        document=DOCUMENT,
        ways=WAYS if ways is None else ways,
        own_path={READ: f"/customers/{OURS}", CHANGE: f"/customers/{OURS}/figures", STOP: "/stop"}.get,
        number=OURS,
        number_keys=frozenset({"who"}),
        created=lambda way, path: created.append(f"{way.call.method} {path}"),
        traffic=Traffic(list(map(str, WAYS))),
    )
    return Some(forward=made.forward, traffic=made.traffic, created=created)


def asked(method: str, target: str, content: Any = None, kind: str = "application/json", **headers: str) -> Asked:
    body = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
    return Asked(method, target, {"Content-Type": kind, **headers}, body)


def test_a_reading_call_is_sent_on_as_it_is_by_who_may():
    service = Service()
    assert sending(service).forward(asked("GET", "/customers/x%27?q=1")) == Replied(200, "text/plain", b"{}")
    (sent,) = service.asked
    assert (sent.path, sent.identity, sent.needs) == ("/customers/x%27?q=1", "clerk", "read")


def test_only_headers_that_are_described_are_sent_on():
    service = Service()
    sending(service).forward(asked("GET", "/customers/1", **{"X-Tenant": "a", "Authorization": "b", "X-Else": "c"}))
    assert service.asked[0].headers == {"Content-Type": "application/json", "X-Tenant": "a"}


def test_a_change_is_about_the_suites_own_customer_whoever_was_named():
    service = Service()
    sending(service).forward(
        asked("PUT", "/customers/4711/figures", {"income": None, "who": "4711", "in": [{"who": 7}]})
    )
    assert service.asked[0].path == f"/customers/{OURS}/figures"
    assert json.loads(service.asked[0].body) == {"income": None, "who": OURS, "in": [{"who": OURS}]}


@pytest.mark.parametrize("number", ["9" * 300, "Zo%C3%AB", "x%27", "%00", "a%20b"])
def test_a_number_that_is_nobodys_is_sent_on_and_what_it_makes_is_told(number: str):
    service = Service()
    at = sending(service)
    at.forward(asked("PUT", f"/customers/{number}/figures", {"income": 1}))
    assert service.asked[0].path == f"/customers/{number}/figures"
    assert at.created == [f"PUT /customers/{number}/figures"]


def test_nobody_is_told_of_what_was_refused():
    at = sending(Service(422))
    at.forward(asked("PUT", "/customers/%00/figures", {"income": 1}))
    assert at.created == []


@pytest.mark.parametrize("asks", [asked("DELETE", "/customers/4711"), asked("DELETE", f"/customers/{OURS}")])
def test_nobody_is_removed_by_a_scanner(asks: Asked):
    service = Service()
    assert (sending(service).forward(asks), service.asked) == (None, [])


def test_what_changes_more_than_customers_is_asked_for_in_forbidden_forms_only():
    service = Service(422)
    at = sending(service)
    assert at.forward(asked("POST", "/stop", {"reason": "because"})) is None
    assert at.forward(asked("POST", "/stop", {"reason": "because"}, "text/plain")) is None
    assert at.forward(asked("POST", "/stop")) is None
    for forbidden in ({"reason": None}, {}, [], b"{", b"\xff"):
        assert at.forward(asked("POST", "/stop", forbidden)) is not None
    assert [one.needs for one in service.asked] == ["destroy"] * 5
    assert at.traffic.held_back == 3


@pytest.mark.parametrize("asks", [asked("TRACE", "/customers/1"), asked("GET", "/nowhere"), asked("GET", "/log")])
def test_what_is_not_described_or_has_nobody_who_may_is_held_back(asks: Asked):
    service = Service()
    at = sending(service)
    assert (at.forward(asks), service.asked, at.traffic.held_back) == (None, [], 1)


def test_a_call_that_changes_and_that_the_profile_does_not_know_is_held_back():
    service = Service()
    unknown = {CHANGE: Way(CHANGE, {}, "clerk", False)}
    assert sending(service, unknown).forward(asked("PUT", "/customers/1/figures", {"income": 1})) is None
    assert service.asked == []


def test_what_served_somebody_and_what_broke_is_noted():
    at = sending(Service(200, 500))
    at.forward(asked("GET", "/customers/1"))
    at.forward(asked("PUT", "/customers/1/figures", {}))
    assert (at.traffic.succeeded, at.traffic.broken) == ({str(READ)}, {str(CHANGE)})
    assert at.traffic.sent == 2


def test_a_refusal_serves_nobody():
    at = sending(Service(401))
    at.forward(asked("GET", "/customers/1"))
    assert str(READ) in at.traffic.unanswered


def test_a_failure_that_was_agreed_is_none():
    at = sending(Service(504))
    assert at.forward(asked("GET", "/customers/1")) is None
    assert at.traffic.broken == set()


def test_an_answer_that_shows_the_inside_is_noticed():
    at = sending(Service((422, 'Traceback (most recent call last)\n File "/srv/a.py", line 3')))
    at.forward(asked("GET", "/customers/1"))
    assert {rule for _, rule, _ in at.traffic.noticed} >= {"inside-a trace of the program"}


def test_a_request_without_an_answer_is_asked_again_and_noticed_when_it_has_none_then_either():
    at = sending(Service(Unreachable("cut"), 200, Unreachable("cut"), Unreachable("cut"), 200))
    assert at.forward(asked("GET", "/customers/1")) is not None
    assert at.traffic.noticed == set()
    assert at.forward(asked("GET", "/customers/1")) is None
    assert at.traffic.noticed == {(str(READ), "no-answer", "No whole answer to a request, twice")}
    assert at.forward(asked("GET", "/customers/1")) is not None


def test_a_service_that_is_gone_ends_the_scan():
    service = Service(Unreachable("the service: connection refused"))
    at = sending(service)
    for _ in range(9):
        assert at.forward(asked("GET", "/customers/1")) is None
    assert "did not answer any more" in at.traffic.ended
    assert len(service.asked) < 5


def test_a_token_that_has_ended_ends_the_scan():
    service = Service(200, CredentialRefused("the token of 'clerk' ended"))
    at = sending(service)
    for _ in range(5):
        at.forward(asked("GET", "/customers/1"))
    assert (at.traffic.ended, len(service.asked)) == ("the token of 'clerk' ended", 2)


def test_what_the_profile_does_not_permit_is_held_back():
    assert sending(Service(NotAssessed("not permitted"))).forward(asked("GET", "/customers/1")) is None


def test_a_scan_without_end_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan_requests, "MOST_REQUESTS", 3)
    service = Service()
    at = sending(service)
    for _ in range(9):
        at.forward(asked("GET", "/customers/1"))
    assert len(service.asked) == 3
    assert "more than 3 times" in at.traffic.ended


@pytest.mark.parametrize("value", ["acceptance-0123", "a.b@c", "4711"])
def test_what_could_be_somebody_is_usual(value: str):
    assert not is_unusual(value)
