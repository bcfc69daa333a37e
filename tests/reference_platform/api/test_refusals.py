"""Who is refused is in the audit log before they hear of it, with their true name and address."""

from typing import Any

import pytest

UNKNOWN = {"Authorization": "Bearer guess", "X-Request-Id": "r-1", "X-Forwarded-For": "198.51.100.7"}


def test_an_unknown_token_is_recorded_by_peer_and_pseudonym(world: Any) -> None:
    answer = world.client.get("/customers/c1/features", headers=UNKNOWN)
    assert answer.status_code == 401
    (entry,) = world.database.audited
    assert entry[:2] == ("authentication", "refused")
    assert entry[2].startswith("customer ")
    assert "c1" not in entry[2]
    assert entry[3:7] == ("unknown", "unknown", "testclient", "r-1")


def test_a_missing_role_is_recorded_with_the_true_user(world: Any) -> None:
    answer = world.call("scorer", "GET", "/audit/entries", headers={"X-User": "auditor"})
    assert answer.status_code == 403
    (entry,) = world.database.audited
    assert entry[:5] == ("access", "refused", "/audit/entries", "user-scorer", "person")
    assert '"reason": "not-permitted"' in entry[7]


@pytest.mark.parametrize(("role", "code"), [(None, 401), ("scorer", 403)])
def test_nobody_is_refused_without_an_entry(world: Any, role: str | None, code: int) -> None:
    world.database.up = False
    assert world.call(role, "GET", "/audit/entries").status_code == 503
    world.database.up = True
    assert world.call(role, "GET", "/audit/entries").status_code == code
    assert len(world.database.audited) == 1


def test_what_a_stranger_wrote_into_an_address_is_not_repeated(world: Any) -> None:
    world.client.get("/results/my-name-is-jane/explanation")
    world.client.get("/erasures/0b8e9f4c-1a2b-4c3d-8e9f-0123456789ab")
    resources = [entry[2] for entry in world.database.audited]
    assert resources == [
        "/results/{request_id}/explanation",
        "/erasures/0b8e9f4c-1a2b-4c3d-8e9f-0123456789ab",
    ]


def test_a_business_refusal_is_no_refused_access(world: Any) -> None:
    features = {"age": 40, "income": 50_000.0, "credit_score": 700, "debt_ratio": 0.4, "employment_years": 9.0}
    assert world.call("scorer", "POST", "/score", json={"customer_id": "c1", "features": features}).status_code == 403
    assert world.database.audited == []
