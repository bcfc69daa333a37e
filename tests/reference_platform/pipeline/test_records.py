"""A record is understood or put aside, and the reason never repeats what it says."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_platform.pipeline.records import SHAPES, CrmRecord, Rejected, correlation_id, parse

CANARY = "canary-7777"
FEATURES = {"age": 40, "income": 50_000, "credit_score": 700, "debt_ratio": 0.4, "employment_years": 9}
CRM = {"record_id": "r1", "customer_id": "c1", "event_time": "2026-11-22T12:00:00Z", "features": FEATURES}
CONTACT = {"name": "Anna Ünlü-Meyer", "email": "anna+1@example.invalid"}
MOVE = {
    "record_id": "t1",
    "customer_id": "c1",
    "event_time": "2026-11-22T12:00:00+01:00",
    "kind": "repayment",
    "amount": 10,
}
REQUEST = {"request_id": "q1", "customer_id": "c1"}
LATER = (datetime.now(UTC) + timedelta(days=1)).isoformat()


def rejection(topic: str, value: Any) -> Rejected:
    with pytest.raises(Rejected) as rejected:
        parse(topic, value if isinstance(value, bytes | None) else json.dumps(value).encode())
    return rejected.value


@pytest.mark.parametrize(
    ("topic", "record"),
    [
        ("crm-customers", CRM),
        ("crm-customers", {**CRM, "features": {k: v for k, v in FEATURES.items() if k != "credit_score"}}),
        ("crm-customers", {**CRM, "contact": CONTACT}),
        ("transactions", MOVE),
        ("scoring-requests", REQUEST),
        ("scoring-requests", {**REQUEST, "features": FEATURES}),
    ],
)
def test_a_record_as_agreed_is_understood(topic: str, record: dict[str, Any]) -> None:
    parsed = parse(topic, json.dumps(record).encode())
    assert parsed.customer_id == "c1"
    assert parsed.record_id in ("r1", "t1", "q1")


@pytest.mark.parametrize("value", [None, b"", b"{", b"\xff\xfe", b"{'single': 1}"])
def test_what_is_not_json_is_put_aside_as_such(value: bytes | None) -> None:
    assert rejection("transactions", value).reason == "not-json"


@pytest.mark.parametrize(
    ("topic", "record", "field"),
    [
        ("crm-customers", {**CRM, "features": {**FEATURES, "age": "40"}}, "features.age"),
        ("crm-customers", {**CRM, "features": {**FEATURES, "income": True}}, "features.income"),
        ("crm-customers", {**CRM, "event_time": "2026-11-22T12:00:00"}, "event_time"),
        ("crm-customers", {**CRM, "event_time": 5}, "event_time"),
        ("crm-customers", {**CRM, "event_time": LATER}, "event_time"),
        ("crm-customers", {**CRM, "customer_id": "4111111111111111"}, "customer_id"),
        ("crm-customers", {**CRM, "record_id": ""}, "record_id"),
        ("crm-customers", {**CRM, "contact": {"name": "Anna"}}, "contact.email"),
        ("crm-customers", {**CRM, "contact": {"email": "a@b.invalid"}}, "contact.name"),
        ("crm-customers", {**CRM, "contact": {**CONTACT, "name": ""}}, "contact.name"),
        ("crm-customers", {**CRM, "contact": {**CONTACT, "name": f"{CANARY}\n"}}, "contact.name"),
        ("crm-customers", {**CRM, "contact": {**CONTACT, "name": "x" * 101}}, "contact.name"),
        ("crm-customers", {**CRM, "contact": {**CONTACT, "name": "4111 1111 1111 1111"}}, "contact.name"),
        ("crm-customers", {**CRM, "contact": {**CONTACT, "email": f"{CANARY}.invalid"}}, "contact.email"),
        ("crm-customers", {**CRM, "contact": {**CONTACT, "email": "a@b@c.invalid"}}, "contact.email"),
        ("crm-customers", {**CRM, "contact": {**CONTACT, "email": "@"}}, "contact.email"),
        ("crm-customers", {**CRM, "contact": {**CONTACT, "email": f"{'x' * 100}@b.invalid"}}, "contact.email"),
        ("crm-customers", {**CRM, "contact": {**CONTACT, CANARY: CANARY}}, "contact"),
        ("transactions", {**MOVE, "amount": 0}, "amount"),
        ("transactions", {**MOVE, "amount": -5}, "amount"),
        ("transactions", {**MOVE, "kind": CANARY}, "kind"),
        ("scoring-requests", {**REQUEST, "features": {}}, "features.age"),
        ("scoring-requests", {**REQUEST, CANARY: CANARY}, "the record"),
        ("scoring-requests", [REQUEST], "the record"),
    ],
)
def test_a_record_of_another_shape_is_put_aside_with_the_field_named(topic: str, record: Any, field: str) -> None:
    rejected = rejection(topic, record)
    assert rejected.reason == "invalid-record"
    assert rejected.detail.startswith(field)
    assert CANARY not in rejected.detail


@given(st.sampled_from(sorted(SHAPES)), st.recursive(st.just(CANARY) | st.integers(), st.lists, max_leaves=4))
def test_nothing_of_a_record_is_in_the_reason(topic: str, value: Any) -> None:
    record = {**CRM, **MOVE, **REQUEST, "features": value, "kind": value, CANARY: value}
    rejected = rejection(topic, record)
    assert CANARY not in rejected.reason + rejected.detail


def test_a_missing_bureau_score_is_no_mistake() -> None:
    without = {name: value for name, value in FEATURES.items() if name != "credit_score"}
    record = parse("crm-customers", json.dumps({**CRM, "features": without}).encode())
    assert isinstance(record, CrmRecord)
    assert record.features.credit_score is None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (None, None),
        ([("other", b"x")], None),
        ([("correlation-id", b"run-1.step_2")], "run-1.step_2"),
        ([("correlation-id", b"4111111111111111")], None),
        ([("correlation-id", b"a b")], None),
        ([("correlation-id", b"\xff")], None),
        ([("correlation-id", None)], None),
    ],
)
def test_a_correlation_id_is_taken_only_when_it_is_an_identifier(headers: Any, expected: str | None) -> None:
    assert correlation_id(headers) == expected


def test_contact_data_is_not_in_what_is_printed_of_a_record() -> None:
    record = parse("crm-customers", json.dumps({**CRM, "contact": CONTACT}).encode())
    assert record.contact.email == CONTACT["email"]
    assert CONTACT["email"] not in repr(record)
