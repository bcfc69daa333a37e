"""Telemetry tells of every request, good or bad, and of no customer."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from reference_platform.api.telemetry import empty_shared_folder
from reference_platform.structured_log import JsonLines

CANARY = "canary-7777"
ABOUT = f"/customers/{CANARY}"
SCORE = {
    "customer_id": CANARY,
    "features": {"age": 40, "income": 50_000, "credit_score": 700, "debt_ratio": 0.4, "employment_years": 9},
}
BASIS = {"purpose": "credit_scoring", "basis": "contract", "text_version": "v1", "channel": "web"}


def nothing(_world: Any) -> None: ...


def database_away(world: Any) -> None:
    world.database.up = False


def broken(world: Any) -> None:
    world.with_basis(CANARY)
    world.database.results = None


def slow_crm(world: Any) -> None:
    world.crm_answer = httpx.ReadTimeout(f"https://crm/customers/{CANARY}")


CALLS: list[tuple[Callable[[Any], None], str, str, str, Any, str, int]] = [
    (nothing, "registrar", "PUT", f"{ABOUT}/lawful-basis", BASIS, "/customers/{customer_id}/lawful-basis", 200),
    (nothing, "scorer", "POST", "/score", SCORE, "/score", 403),
    (nothing, "scorer", "POST", f"/score?name={CANARY}", {**SCORE, "features": CANARY}, "/score", 422),
    (nothing, "scorer", "GET", f"/{CANARY}", None, "(no route)", 404),
    (nothing, "scorer", "PATCH", f"/results/{CANARY}", None, "/results/{request_id}", 405),
    (nothing, "registrar", "GET", f"/results/{CANARY}", None, "/results/{request_id}", 403),
    (database_away, "auditor", "GET", f"{ABOUT}/features", None, "/customers/{customer_id}/features", 503),
    (slow_crm, "integration", "POST", "/imports/crm", {"customer_id": CANARY}, "/imports/crm", 504),
    (broken, "scorer", "POST", "/score", SCORE, "/score", 500),
]


@pytest.mark.parametrize(("arrange", "role", "method", "path", "body", "route", "status"), CALLS)
def test_a_request_is_one_line_and_one_count_and_names_nobody(
    world: Any, caplog: Any, arrange: Callable, role: str, method: str, path: str, body: Any, route: str, status: int
) -> None:
    arrange(world)
    before = counts(world)
    with caplog.at_level(logging.INFO):
        sent = {} if body is None else {"json": body}
        answer = world.call(role, method, path, headers={"X-Request-Id": "run-1.call"}, **sent)
    assert answer.status_code == status
    lines = [JsonLines().format(record) for record in caplog.records if not record.name.startswith("httpx")]
    [told] = [line for line in map(json.loads, lines) if line["message"] == "request"]
    assert (told["method"], told["route"], told["status"]) == (method, route, status)
    assert told["x_request_id"] == "run-1.call"
    assert told["milliseconds"] > 0
    after = counts(world)
    label = (method, route, str(status))
    assert after[label] == before.get(label, 0) + 1
    for text in (*lines, metrics(world), answer.text if status >= 400 else ""):
        assert CANARY not in text


@pytest.mark.parametrize("name", ["a b", "anna@example.invalid", "4111111111111111", "x" * 65, '"}', ""])
def test_a_request_id_that_may_be_anything_else_is_not_told(world: Any, caplog: Any, name: str) -> None:
    with caplog.at_level(logging.INFO):
        world.call(None, "GET", "/health", headers={"X-Request-Id": name})
    [told] = [record.event for record in caplog.records if record.getMessage() == "request"]
    assert "x_request_id" not in told


def test_metrics_have_no_other_labels_than_method_route_status_and_program(world: Any) -> None:
    world.call(None, "GET", "/health")
    labels = {
        name
        for family in text_string_to_metric_families(metrics(world))
        for sample in family.samples
        for name in sample.labels
    }
    assert labels == {"method", "route", "status", "le", "program"}


def test_figures_of_an_earlier_api_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    for _ in range(2):
        empty_shared_folder(folder)
        assert list(folder.iterdir()) == []
        (folder / "histogram_1.db").touch()


def metrics(world: Any) -> str:
    return world.call("auditor", "GET", "/metrics").text


def counts(world: Any) -> dict[tuple[str, str, str], float]:
    """Requests so far by method, route and status."""
    return {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for family in text_string_to_metric_families(metrics(world))
        for sample in family.samples
        if sample.name == "http_request_seconds_count"
    }
