"""Bad input is refused with the field's name, and nothing of what was sent comes back or is logged."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FEATURES = {"age": 40, "income": 50_000, "credit_score": 700, "debt_ratio": 0.4, "employment_years": 9}
CANARY = "4111-secret-7777"


def score(world: Any, **changes: Any) -> Any:
    return world.call("scorer", "POST", "/score", json={"customer_id": "c1", "features": FEATURES, **changes})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("age", 17),
        ("age", 101),
        ("age", "35"),
        ("age", 35.5),
        ("age", True),
        ("age", None),
        ("income", -1),
        ("income", 10_000_001),
        ("income", "50000"),
        ("income", False),
        ("credit_score", 299),
        ("credit_score", 851),
        ("debt_ratio", -0.01),
        ("debt_ratio", 2.01),
        ("employment_years", 61),
        ("employment_years", []),
    ],
)
def test_a_feature_that_is_out_of_range_or_of_another_type_is_named(world: Any, field: str, value: Any) -> None:
    world.with_basis("c1")
    answer = score(world, features={**FEATURES, field: value})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [f"features.{field}"]


@pytest.mark.parametrize("name", FEATURES)
def test_a_missing_feature_is_named(world: Any, name: str) -> None:
    answer = score(world, features={key: value for key, value in FEATURES.items() if key != name})
    assert answer.json()["errors"] == [{"field": f"features.{name}", "message": "is required"}]


@pytest.mark.parametrize(
    "values",
    [
        {"age": 18, "income": 0, "credit_score": 300, "debt_ratio": 2, "employment_years": 0},
        {"age": 100, "income": 10_000_000, "credit_score": 850, "debt_ratio": 0, "employment_years": 60},
    ],
)
def test_the_limits_themselves_are_accepted(world: Any, values: dict[str, Any]) -> None:
    world.with_basis("c1")
    assert score(world, features=values).status_code == 200


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(world: Any, text: str) -> None:
    body = json.dumps({"customer_id": "c1", "features": FEATURES}).replace("0.4", text)
    answer = world.call("scorer", "POST", "/score", content=body, headers={"Content-Type": "application/json"})
    assert [error["field"] for error in answer.json()["errors"]] == ["features.debt_ratio"]


def test_the_name_of_an_unknown_field_is_not_repeated(world: Any) -> None:
    answer = score(world, features={**FEATURES, CANARY: 1}, **{CANARY: 2})
    assert sorted(error["field"] for error in answer.json()["errors"]) == ["body", "features"]
    assert CANARY not in answer.text


@pytest.mark.parametrize(
    "customer_id",
    ["", "a b", "a/b", "c1\n", "é", "x" * 65, "4111111111111111", "c-4111111111111", "c1\x00", 7, None, ["c1"]],
)
def test_an_identifier_that_could_carry_something_else_is_refused(world: Any, customer_id: Any) -> None:
    answer = score(world, customer_id=customer_id)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "customer_id"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "is not well-formed JSON"),
        (b"\xff\xfe", "is not well-formed JSON"),
        (b"[" * 9000, "is not well-formed JSON"),
        (b'{"customer_id": ' + b"9" * 9000 + b"}", "is not well-formed JSON"),
        (b"", "is required"),
        (b"null", "must be an object"),
        (b"[1]", "must be an object"),
        (b'"' + b"x" * 17_000 + b'"', "must be at most 16384 bytes"),
    ],
)
def test_a_body_that_is_no_request_is_refused_as_a_whole(world: Any, body: bytes, message: str) -> None:
    answer = world.call("scorer", "POST", "/score", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "body", "message": message}]


def test_a_body_of_another_type_or_of_unknown_length_is_refused(world: Any) -> None:
    plain = world.call("scorer", "POST", "/score", content=b"{}", headers={"Content-Type": "text/plain"})
    assert plain.json()["errors"][0]["message"] == "must be sent as application/json"
    chunks = world.call("scorer", "POST", "/score", content=iter([b"{}"]), headers={"Content-Type": "application/json"})
    assert "Content-Length" in chunks.json()["errors"][0]["message"]


@pytest.mark.parametrize("reason", ["card 4111 1111 1111 1111", "a\nb", "\ud800", "x" * 501])
def test_a_reason_that_could_forge_a_log_or_carry_a_card_number_is_refused(world: Any, reason: str) -> None:
    body = json.dumps({"version": "2", "reason": reason, "ticket": "CHG-1"})
    headers = {"Content-Type": "application/json"}
    answer = world.call("model_developer", "POST", "/models/changes", content=body, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.just(CANARY)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["customer_id", "features", "age", "income", CANARY]), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANYTHING)
def test_whatever_is_sent_the_answer_is_documented_and_repeats_nothing(world: Any, caplog: Any, body: Any) -> None:
    content = json.dumps(body)
    answer = world.call("scorer", "POST", "/score", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (403, 404, 422)
    assert CANARY not in answer.text
    assert CANARY not in caplog.text
