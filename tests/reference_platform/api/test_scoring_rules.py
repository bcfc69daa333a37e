"""No score without a basis; the cache changes how fast an answer comes, never what it says."""

from typing import Any

import pytest

from reference_platform.api.customers import FEATURES_FOR_SCORING, VersionedFeatures
from reference_platform.training.scorecard import Features

GIVEN = {"age": 40, "income": 50_000, "credit_score": 700, "debt_ratio": 0.4, "employment_years": 9}


def score(world: Any, **body: Any) -> Any:
    return world.call("scorer", "POST", "/score", json={"customer_id": "c1", **body})


def test_without_a_basis_nothing_is_released_and_nothing_is_stored(world: Any) -> None:
    world.with_features("c1")
    world.database.bases.add(("c1", "marketing"))
    for body in ({}, {"features": GIVEN}):
        answer = score(world, **body)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/no-lawful-basis")
    assert world.database.results == {}


def test_score_and_risk_level_and_model_are_in_the_answer(world: Any) -> None:
    world.with_basis("c1")
    answer = score(world, features=GIVEN).json()
    expected = world.serving.current.scorecard.rate(Features(40, 50_000, 700, 0.4, 9))
    assert (answer["credit_score"], answer["risk_level"]) == (expected.credit_score, expected.risk_level)
    assert answer["model"] == {"name": "credit-scoring", "version": "1"}
    assert answer["scored_at"] == "2026-11-22T12:00:00Z"


def test_the_same_request_id_gets_the_first_answer_again(world: Any) -> None:
    world.with_basis("c1")
    first = score(world, features=GIVEN, request_id="r1").json()
    again = score(world, features={**GIVEN, "debt_ratio": 1.9}, request_id="r1").json()
    assert again == first


def test_stored_features_score_as_the_same_features_given(world: Any) -> None:
    world.with_basis("c1")
    world.with_features("c1")
    assert score(world).json()["credit_score"] == score(world, features=GIVEN).json()["credit_score"]


def test_the_second_answer_needs_the_database_only_to_record(world: Any) -> None:
    world.with_basis("c1")
    world.with_features("c1")
    score(world)
    world.database.statements.clear()
    assert score(world).status_code == 200
    assert FEATURES_FOR_SCORING not in world.database.statements


@pytest.mark.parametrize("cache_up", [True, False])
def test_an_outdated_copy_is_never_used(world: Any, cache_up: bool) -> None:
    world.with_basis("c1")
    world.with_features("c1", version=2)
    world.cache.known["c1"] = VersionedFeatures(Features(40, 50_000, 300, 2.0, 9), version=1)
    world.cache.up = cache_up
    assert score(world).json()["credit_score"] == score(world, features=GIVEN).json()["credit_score"]


def test_a_copy_does_not_outlive_the_basis(world: Any) -> None:
    world.with_features("c1")
    world.cache.known["c1"] = VersionedFeatures(Features(40, 50_000, 700, 0.4, 9), version=1)
    assert score(world).status_code == 403
    assert world.cache.known == {}


@pytest.mark.parametrize("cache_up", [True, False])
def test_a_withdrawal_bites_at_once_with_a_warm_cache_and_without_any(world: Any, cache_up: bool) -> None:
    world.with_basis("c1")
    world.with_features("c1")
    given = score(world, request_id="r1").json()
    assert "c1" in world.cache.known
    world.cache.up = cache_up
    withdrawal = {"purpose": "credit_scoring", "channel": "phone"}
    assert world.call("registrar", "POST", "/customers/c1/withdrawals", json=withdrawal).status_code == 200
    assert ("c1" in world.cache.known) != cache_up
    world.cache.up = True
    for again in ({}, {"request_id": "r1"}, {"features": GIVEN}):
        assert score(world, **again).json()["type"] == "/problems/no-lawful-basis"
    assert world.call("auditor", "GET", "/results/r1").json() == given


def test_a_purge_reaches_the_cache_and_tells_counts_only(world: Any) -> None:
    world.database.overdue = {"old-one", "held-one"}
    world.cache.known = {"old-one": 1, "young-one": 1}
    world.call("privacy_officer", "PUT", "/customers/held-one/legal-hold", json={"reason": "a claim"})
    answer = world.call("privacy_officer", "POST", "/retention/purges")
    [purged] = answer.json()["classes"]
    assert purged == {"class": "customer_data", "limit_days": 2555, "removed": 1, "held": 1}
    assert list(world.cache.known) == ["young-one"]
    assert "old-one" not in answer.text


def test_an_erasure_reaches_the_cache_and_is_repeated_when_it_could_not(world: Any) -> None:
    world.with_basis("c1")
    world.with_features("c1")
    score(world)
    world.cache.up = False
    assert world.call("privacy_officer", "DELETE", "/customers/c1").status_code == 503
    world.cache.up = True
    assert world.call("privacy_officer", "DELETE", "/customers/c1").status_code == 200
    assert world.cache.known == {}
    assert world.call("auditor", "GET", "/customers/c1/features").status_code == 404


def test_an_erasure_says_what_is_gone_what_follows_and_what_is_kept_and_why(world: Any) -> None:
    world.with_features("c1")
    begun = world.call("privacy_officer", "DELETE", "/customers/c1").json()
    assert ([place for place, count in begun["removed"].items() if count], begun["pending"]) == (
        ["features"],
        ["documents"],
    )
    assert all(item["what"] and item["why"] for item in begun["kept"])
    later = world.call("auditor", "GET", f"/erasures/{begun['erasure_id']}").json()
    assert (later["status"], later["requested_by"], later["completed_at"]) == ("pending", "user-privacy_officer", None)
    assert "c1" not in later.values()


def test_an_import_hands_the_crm_record_to_the_pipeline_under_a_new_id(world: Any) -> None:
    answer = world.call("integration", "POST", "/imports/crm", json={"customer_id": "c1"})
    topic, key, record, correlation_id = world.broker.published[0]
    assert (topic, key) == ("crm-customers", "c1")
    assert record["record_id"] == correlation_id == answer.json()["record_id"]
    assert record["features"]["credit_score"] == 700
    assert "contact" not in record


def test_an_import_carries_contact_data_when_the_crm_has_it(world: Any) -> None:
    world.crm_answer["contact"] = {"name": "Anna", "email": "anna@example.invalid"}
    world.call("integration", "POST", "/imports/crm", json={"customer_id": "c1"})
    _, _, record, _ = world.broker.published[0]
    assert record["contact"] == {"name": "Anna", "email": "anna@example.invalid"}


@pytest.mark.parametrize("answer", [503, 401, {"customer_id": "c2", "event_time": "2026-11-22T10:00:00Z"}, []])
def test_a_crm_that_refuses_or_breaks_its_contract_is_a_bad_gateway(world: Any, answer: Any) -> None:
    world.crm_answer = answer
    assert world.call("integration", "POST", "/imports/crm", json={"customer_id": "c1"}).status_code == 502
    assert world.broker.published == []
