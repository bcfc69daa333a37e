"""A person stops automated decisions: whoever asks is told to come back, and what was decided before stays readable."""

from typing import Any

import pytest

REASON = {"reason": "the model approves whom it should not"}


def score(world: Any, request_id: str) -> Any:
    figures = {"age": 40, "income": 20_000, "credit_score": 520, "debt_ratio": 0.9, "employment_years": 2.5}
    world.with_basis("c1")
    body = {"customer_id": "c1", "request_id": request_id, "features": figures}
    return world.call("scorer", "POST", "/score", json=body)


def test_while_decisions_are_stopped_nobody_is_scored_and_earlier_results_can_be_read(world: Any) -> None:
    first = score(world, "r1")
    stopped = world.call("reviewer", "POST", "/decisions/stop", json=REASON)
    assert (stopped.status_code, stopped.json()["stopped_by"]) == (201, "user-reviewer")
    refused = score(world, "r2")
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/decisions-stopped")
    assert int(refused.headers["retry-after"]) > 0
    assert world.call("auditor", "GET", "/results/r1").json() == first.json()
    assert world.call("auditor", "GET", "/decisions/stop").json()["reason"] == REASON["reason"]


def test_once_decisions_go_on_everybody_is_scored_again(world: Any) -> None:
    world.call("reviewer", "POST", "/decisions/stop", json=REASON)
    assert world.call("reviewer", "DELETE", "/decisions/stop").status_code == 204
    assert score(world, "r1").status_code == 200
    assert world.call("reviewer", "GET", "/decisions/stop").status_code == 404
    assert world.call("reviewer", "DELETE", "/decisions/stop").status_code == 404


def test_what_is_stopped_is_not_stopped_again(world: Any) -> None:
    world.call("reviewer", "POST", "/decisions/stop", json=REASON)
    assert world.call("reviewer", "POST", "/decisions/stop", json=REASON).status_code == 409


@pytest.mark.parametrize("role", ["scorer", "auditor", "model_operator"])
def test_only_a_reviewer_stops_decisions(world: Any, role: str) -> None:
    assert world.call(role, "POST", "/decisions/stop", json=REASON).status_code == 403
    assert score(world, "r1").status_code == 200
