"""The doubles keep what they are given, refuse strangers, and misbehave only when told to, and not for ever."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from reference_platform.doubles import bureau, crm, notifications
from reference_platform.doubles.__main__ import told_apart_by_port
from reference_platform.doubles.service import FaultSwitch, create_double

TOKEN = {"Authorization": "Bearer secret"}


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def double(routes: Callable[[], list], clock: Clock | None = None) -> TestClient:
    switch = FaultSwitch(clock=clock or Clock())
    return TestClient(create_double("double", "secret", routes(), switch), headers=TOKEN)


@pytest.mark.parametrize("routes", [crm.routes, bureau.routes, notifications.routes])
def test_health_needs_no_token_and_everything_else_does(routes: Callable[[], list]) -> None:
    stranger = double(routes)
    stranger.headers["Authorization"] = "Bearer wrong"
    assert stranger.get("/health").status_code == 200
    assert stranger.put("/fault", json={"kind": "refuse"}).status_code == 401
    for path in ("/customers/a", "/reports/a", "/notifications"):
        assert stranger.get(path).status_code in (401, 404)


def test_the_crm_gives_back_the_record_it_was_seeded_with_under_its_own_id() -> None:
    client = double(crm.routes)
    record = {"event_time": "2026-01-01T00:00:00Z", "features": {"age": 40}}
    client.put("/customers/a", json=record)
    assert client.get("/customers/a").json() == {**record, "customer_id": "a"}
    client.delete("/customers/a")
    assert client.get("/customers/a").status_code == 404


def test_the_bureau_reports_the_score_it_was_seeded_with() -> None:
    client = double(bureau.routes)
    assert client.get("/reports/a").status_code == 404
    assert client.put("/reports/a", json={"credit_score": "700"}).status_code == 400
    client.put("/reports/a", json={"credit_score": 700})
    assert client.get("/reports/a").json() == {"customer_id": "a", "credit_score": 700}


def test_a_notification_delivered_twice_is_kept_once_and_counted() -> None:
    client = double(notifications.routes)
    for _ in range(2):
        answer = client.post("/notifications", json={"notification_id": "n1", "customer_id": "a"})
        assert answer.status_code == 202
    client.post("/notifications", json={"notification_id": "n2", "customer_id": "b"})
    kept = client.get("/notifications", params={"customer_id": "a"}).json()["notifications"]
    assert kept == [{"notification_id": "n1", "customer_id": "a", "deliveries": 2}]
    client.delete("/notifications", params={"customer_id": "a"})
    assert [item["customer_id"] for item in client.get("/notifications").json()["notifications"]] == ["b"]


@pytest.mark.parametrize(("kind", "status"), [("refuse", 503), ("broken_contract", 200), ("none", 404)])
def test_a_fault_hits_what_the_platform_uses_and_nothing_else(kind: str, status: int) -> None:
    client = double(bureau.routes)
    client.put("/fault", json={"kind": kind, "expires_s": 10})
    answer = client.get("/reports/a")
    assert answer.status_code == status
    assert "credit_score" not in answer.json()
    assert client.put("/reports/a", json={"credit_score": 700}).status_code == 200


@pytest.mark.parametrize(
    ("kind", "report"),
    [
        ("somebody_else", {"customer_id": "somebody-else", "credit_score": 700}),
        ("impossible_score", {"customer_id": "a", "credit_score": 9999}),
    ],
)
def test_an_answer_can_be_wrong_although_its_form_is_right(kind: str, report: dict) -> None:
    client = double(bureau.routes)
    client.put("/reports/a", json={"credit_score": 700})
    client.put("/fault", json={"kind": kind})
    assert client.get("/reports/a").json() == report
    assert client.get("/reports/b").status_code == 404


def test_a_fault_switches_itself_off() -> None:
    clock = Clock()
    client = double(bureau.routes, clock)
    client.put("/fault", json={"kind": "refuse", "expires_s": 10})
    clock.now += 9.9
    assert client.get("/reports/a").status_code == 503
    clock.now += 0.2
    assert client.get("/reports/a").status_code == 404
    assert client.get("/fault").json() == {"kind": "none"}


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"[]",
        b'{"kind": "explode"}',
        b'{"kind": "timeout", "seconds": 31}',
        b'{"kind": "timeout", "seconds": true}',
        b'{"kind": "refuse", "expires_s": 121}',
        b'{"kind": "refuse", "expires_s": 0}',
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_with_what_is_expected(body: bytes) -> None:
    answer = double(crm.routes).put("/fault", content=body)
    assert answer.status_code == 400
    assert "must be" in answer.json()["error"]


def test_doubles_of_one_program_share_neither_state_nor_token_nor_fault() -> None:
    program = told_apart_by_port(
        {1001: create_double("crm", "one", crm.routes()), 1002: create_double("bureau", "two", bureau.routes())}
    )
    first = TestClient(program, "https://doubles:1001", headers={"Authorization": "Bearer one"})
    second = TestClient(program, "https://doubles:1002", headers={"Authorization": "Bearer two"})
    assert first.get("/health").json()["service"] == "crm"
    assert second.get("/health").json()["service"] == "bureau"
    first.put("/fault", json={"kind": "refuse"})
    second.put("/reports/a", json={"credit_score": 700})
    assert first.get("/customers/a").status_code == 503
    assert second.get("/reports/a").status_code == 200
    assert second.get("/reports/a", headers={"Authorization": "Bearer one"}).status_code == 401
