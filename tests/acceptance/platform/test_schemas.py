"""Messages by the schemas of a registry, which is a stand-in here: it answers as Confluent's does."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acceptance.outcome import NotAssessed
from acceptance.platform.schemas import HEAD, Schemas

REQUEST = {
    "type": "record",
    "name": "request",
    "fields": [
        {"name": "number", "type": "string"},
        {"name": "income", "type": "double"},
        {"name": "age", "type": ["null", "int"], "default": None},
        {"name": "more", "type": {"type": "map", "values": "string"}},
    ],
}
LOGICAL = {
    "type": "record",
    "name": "result",
    "fields": [
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "share", "type": {"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2}},
    ],
}
REGISTRY: dict[str, dict[str, Any]] = {
    "/subjects/requests-value/versions/latest": {"id": 7, "schema": json.dumps(REQUEST)},
    "/schemas/ids/7": {"schema": json.dumps(REQUEST)},
    "/schemas/ids/8": {"schema": json.dumps(LOGICAL), "schemaType": "AVRO"},
    "/subjects/plain-value/versions/latest": {"id": 9, "schema": "{}", "schemaType": "JSON"},
    "/schemas/ids/9": {"schema": "{}", "schemaType": "JSON"},
    "/schemas/ids/10": {"schema": "...", "schemaType": "PROTOBUF"},
    "/schemas/ids/11": {"schema": json.dumps(REQUEST), "references": [{"name": "other"}]},
}


def schemas() -> tuple[Schemas, list[str]]:
    asked: list[str] = []

    def call(_method: str, path: str, *, needs: str) -> Any:
        assert needs == "read"
        asked.append(path)
        return SimpleNamespace(status=200 if path in REGISTRY else 404, content=REGISTRY.get(path, {"error_code": 1}))

    client: Any = SimpleNamespace(call=call)
    return Schemas(lambda: client), asked


@given(
    some.fixed_dictionaries(
        {
            "number": some.text(),
            "income": some.floats(allow_nan=False, allow_infinity=False),
            "age": some.none() | some.integers(-(2**31), 2**31 - 1),
            "more": some.dictionaries(some.text(), some.text(), max_size=3),
        }
    )
)
def test_what_was_written_is_read_again(content: dict[str, Any]) -> None:
    registry, _ = schemas()
    message = registry.encoded("requests-value", content)
    assert HEAD.unpack_from(message) == (0, 7)
    assert registry.decoded(message) == content


def test_each_schema_is_asked_for_once() -> None:
    registry, asked = schemas()
    for _ in range(3):
        registry.decoded(registry.encoded("plain-value", {"n": 1}))
    assert len(asked) == 2


def test_times_and_decimals_are_told_as_in_json() -> None:
    import io
    from datetime import UTC, datetime
    from decimal import Decimal

    import fastavro

    written = io.BytesIO()
    content = {"at": datetime(2026, 11, 30, 12, tzinfo=UTC), "share": Decimal("12.50")}
    fastavro.schemaless_writer(written, fastavro.parse_schema(LOGICAL), content)
    told = schemas()[0].decoded(HEAD.pack(0, 8) + written.getvalue())
    assert told == {"at": "2026-11-30T12:00:00+00:00", "share": 12.5}


@pytest.mark.parametrize("message", [HEAD.pack(0, 7), HEAD.pack(0, 7) + b"\xff" * 20, HEAD.pack(0, 9) + b"{"])
def test_bytes_that_are_not_as_their_schema_says_tell_nothing(message: bytes) -> None:
    assert schemas()[0].decoded(message) is None


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(10, "in the form PROTOBUF"), (11, "refers to others"), (12, "does not tell the schema 12")],
)
def test_what_is_not_read_here_is_not_assessed(number: int, sentence: str) -> None:
    with pytest.raises(NotAssessed, match=sentence):
        schemas()[0].decoded(HEAD.pack(0, number) + b"x")


@pytest.mark.parametrize(
    ("subject", "sentence"), [("requests-value", "not as the schema"), ("unknown", "does not tell the subject")]
)
def test_a_message_that_cannot_be_written_is_not_assessed(subject: str, sentence: str) -> None:
    with pytest.raises(NotAssessed, match=sentence):
        schemas()[0].encoded(subject, {"number": 1, "income": "much"})
