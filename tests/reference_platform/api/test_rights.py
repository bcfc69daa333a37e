"""What a person may ask for: each answer is about the right result, and changes what it must at once."""

import hashlib
from typing import Any

import pytest
from trained_models import ARTIFACTS

from reference_platform.training.fit import train
from reference_platform.training.scorecard import Features, scorecard_of

GIVEN = {"age": 40, "income": 20_000, "credit_score": 520, "debt_ratio": 0.9, "employment_years": 2.5}
OVERTURN = {"decision": "overturn", "risk_level": "LOW", "reason": "the payslips are convincing"}


def scored(world: Any, request_id: str = "r1", **features: Any) -> dict[str, Any]:
    world.with_basis("c1")
    body = {"customer_id": "c1", "request_id": request_id, "features": {**GIVEN, **features}}
    return world.call("scorer", "POST", "/score", json=body).json()


def contest(world: Any, role: str = "registrar") -> str:
    return world.call(role, "POST", "/results/r1/contests", json={"statement": "no"}).json()["contest_id"]


def decide(world: Any, contest_id: str, role: str = "reviewer", **body: Any) -> Any:
    return world.call(role, "POST", f"/contests/{contest_id}/decision", json={**OVERTURN, **body})


def decision(world: Any) -> dict[str, Any]:
    return world.call("auditor", "GET", "/customers/c1/decision").json()


def test_an_explanation_is_by_the_model_that_gave_the_result_though_another_serves_now(world: Any) -> None:
    result = scored(world)
    world.database.authorise("2", hashlib.sha256(ARTIFACTS["2"]).hexdigest())
    world.client.portal.call(world.serving.refresh)
    assert world.serving.current.version == "2"
    answer = world.call("auditor", "GET", "/results/r1/explanation").json()
    total = answer["base_points"] + sum(factor["points"] for factor in answer["factors"])
    expected = scorecard_of(train(1).pipeline)
    assert answer["model"] == result["model"] == {"name": "credit-scoring", "version": "1"}
    assert total == pytest.approx(575 - 4 * expected.log_odds(Features(40, 20_000, 520, 0.9, 2.5)))
    assert answer["figures"] == GIVEN
    assert int(total) == result["credit_score"]


def test_an_explanation_stays_the_models_after_a_person_has_decided(world: Any) -> None:
    result = scored(world)
    decide(world, contest(world))
    answer = world.call("auditor", "GET", "/results/r1/explanation").json()
    assert (answer["credit_score"], answer["risk_level"]) == (result["credit_score"], result["risk_level"])


def test_an_explanation_needs_the_registry_only_for_a_model_that_is_not_known(world: Any) -> None:
    scored(world)
    world.registry.up = False
    assert world.call("auditor", "GET", "/results/r1/explanation").status_code == 200
    world.database.results["r1"]["model_version"] = "2"
    assert world.call("auditor", "GET", "/results/r1/explanation").status_code == 503


@pytest.mark.parametrize("cache_up", [True, False])
def test_an_overturned_result_shows_at_once_wherever_it_is_read(world: Any, cache_up: bool) -> None:
    before = scored(world)
    assert decision(world)["risk_level"] == before["risk_level"] == "VERY_HIGH"
    world.cache.up = cache_up
    answer = decide(world, contest(world)).json()
    world.cache.up = True
    assert answer["original"] == {"credit_score": before["credit_score"], "risk_level": "VERY_HIGH"}
    assert answer["outcome"] == {"credit_score": before["credit_score"], "risk_level": "LOW"}
    for shown in (decision(world), world.call("auditor", "GET", "/results/r1").json(), scored(world)):
        assert (shown["risk_level"], shown["decided_by"]) == ("LOW", "human")
        assert shown["credit_score"] == before["credit_score"]


def test_an_upheld_result_stays_the_models(world: Any) -> None:
    scored(world)
    answer = decide(world, contest(world), decision="uphold", risk_level=None).json()
    assert (answer["status"], answer["outcome"]) == ("upheld", answer["original"])
    assert decision(world)["decided_by"] == "model"


def test_only_a_person_decides_and_only_once(world: Any) -> None:
    scored(world)
    contest_id = contest(world)
    robot = decide(world, contest_id, "robot")
    assert (robot.status_code, robot.json()["type"]) == (403, "/problems/person-required")
    assert world.call("auditor", "GET", f"/contests/{contest_id}").json()["status"] == "open"
    assert decide(world, contest_id).status_code == 200
    assert decide(world, contest_id).status_code == 409


def test_who_opened_a_contest_does_not_decide_it(world: Any) -> None:
    scored(world)
    contest_id = contest(world)
    next(iter(world.database.contests.values()))["opened_by"] = "user-reviewer"
    refused = decide(world, contest_id)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/own-contest")


@pytest.mark.parametrize("body", [{"risk_level": "VERY_HIGH"}, {"risk_level": None}, {"decision": "uphold"}])
def test_a_decision_that_does_not_fit_is_refused(world: Any, body: dict[str, Any]) -> None:
    scored(world)
    assert decide(world, contest(world), **body).status_code == 422


def test_a_decision_is_kept_in_the_cache_and_forgotten_with_the_customer(world: Any) -> None:
    scored(world)
    first = decision(world)
    assert list(world.cache.hashes) == ["decision:c1"]
    world.database.statements.clear()
    assert decision(world) == first
    assert len(world.database.statements) == 1
    world.call("privacy_officer", "DELETE", "/customers/c1")
    assert world.cache.hashes == {}


def test_a_new_score_is_the_decision_at_once(world: Any) -> None:
    scored(world)
    decision(world)
    again = scored(world, "r2", debt_ratio=0.1)
    world.database.results["r2"]["at"] = world.database.results["r1"]["at"].replace(hour=13)
    assert decision(world)["request_id"] == again["request_id"] == "r2"


def test_a_correction_is_stored_and_no_copy_of_the_old_figures_stays(world: Any) -> None:
    world.with_basis("c1")
    world.with_features("c1")
    world.call("scorer", "POST", "/score", json={"customer_id": "c1"})
    assert "c1" in world.cache.known
    answer = world.call("registrar", "PATCH", "/customers/c1/features", json={"features": {"income": 61_000}})
    assert (answer.json()["income"], answer.json()["age"]) == (61_000, 40)
    assert world.cache.known == {}
    assert world.call("auditor", "GET", "/customers/c1/features").json() == answer.json()


@pytest.mark.parametrize("time", ["2999-01-01T00:00:00Z", "2026-01-01T00:00:00", "1700000000", 1_700_000_000])
def test_a_correction_of_the_future_or_of_no_clear_time_is_refused(world: Any, time: Any) -> None:
    world.with_features("c1")
    body = {"features": {"income": 61_000}, "event_time": time}
    assert world.call("registrar", "PATCH", "/customers/c1/features", json=body).status_code == 422


def test_an_export_is_fetched_as_it_was_made(world: Any) -> None:
    scored(world)
    world.with_features("c1")
    made = world.call("privacy_officer", "POST", "/customers/c1/exports", json={"kind": "access"}).json()
    fetched = world.call("privacy_officer", "GET", f"/exports/{made['export_id']}")
    assert hashlib.sha256(fetched.content).hexdigest() == made["sha256"]
    (result,) = fetched.json()["data"]["results"]
    assert result["explanation"][0]["figure"] == "debt_ratio"
    assert list(world.documents.kept) == [f"exports/{made['export_id']}.json.gz"]


def test_an_export_says_so_when_a_results_model_is_no_longer_known(world: Any) -> None:
    scored(world)
    world.database.results["r1"]["model_version"] = "99"
    made = world.call("privacy_officer", "POST", "/customers/c1/exports", json={"kind": "access"}).json()
    document = world.call("privacy_officer", "GET", f"/exports/{made['export_id']}").json()
    assert document["data"]["results"][0]["explanation"] is None


def test_an_export_of_a_customer_erased_meanwhile_is_not_stored(world: Any) -> None:
    scored(world)
    world.database.documents = Forgetful()
    answer = world.call("privacy_officer", "POST", "/customers/c1/exports", json={"kind": "access"})
    assert answer.status_code == 404
    assert world.documents.kept == {}


class Forgetful(dict):
    """Rows that an erasure takes as soon as they are there."""

    def __setitem__(self, _key: object, _value: object) -> None: ...
