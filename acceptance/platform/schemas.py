"""Messages in the form of a schema registry: a nought, the number of a schema, and what that schema makes of them.

The wire format is Confluent's, which other registries speak as well. Read and written are Avro (by fastavro, which is
an extra of this package) and JSON Schema, whose content is plain JSON.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from acceptance import json_text
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.http import HttpClient

HEAD = struct.Struct(">bI")
AVRO, JSON = "AVRO", "JSON"


@dataclass(frozen=True)
class Schema:
    """One schema of the registry: its number, its kind (`AVRO`, `JSON`, ...) and its text."""

    number: int
    kind: str
    text: str


class Schemas:
    """The schemas of one registry, each asked for once.

    Args:
        http: gives the client of the registry; asked only when a message needs it.
    """

    def __init__(self, http: Callable[[], HttpClient]) -> None:
        self._http = http
        self._by_subject: dict[str, Schema] = {}
        self._by_number: dict[int, Schema] = {}

    def encoded(self, subject: str, content: Any) -> bytes:
        """A message by the newest schema of a subject.

        Raises:
            NotAssessed: the registry does not have it, it is of a kind that is not written here, or the content is not
                as it says.
        """
        if subject not in self._by_subject:
            told = self._asked(f"/subjects/{quote(subject, safe='')}/versions/latest", f"the subject {subject!r}")
            self._by_subject[subject] = _schema(told, told.get("id"))
        schema = self._by_subject[subject]
        return HEAD.pack(0, schema.number) + _written(schema, content, subject)

    def decoded(self, message: bytes) -> Any:
        """What a message says, as if it were JSON; None where its bytes are not as its schema says.

        Raises:
            NotAssessed: the registry does not have its schema, or it is of a kind that is not read here.
        """
        _, number = HEAD.unpack_from(message)
        if number not in self._by_number:
            told = self._asked(f"/schemas/ids/{number}", f"the schema {number}")
            self._by_number[number] = _schema(told, number)
        return _read(self._by_number[number], message[HEAD.size :])

    def _asked(self, path: str, what: str) -> dict[str, Any]:
        answer = self._http().call("GET", path, needs="read")
        if not isinstance(answer.content, dict) or answer.status != 200:
            raise NotAssessed(f"the schema registry does not tell {what} (status {answer.status})", Cause.BINDING)
        return answer.content


def no_registry(what: str) -> Schemas:
    """Says that something is in the form of a schema registry where the profile names none.

    Raises:
        NotAssessed
    """
    raise NotAssessed(
        f"{what} are in a form of a schema registry, and the profile names none (events.schema_registry)", Cause.BINDING
    )


def _schema(told: dict[str, Any], number: Any) -> Schema:
    if told.get("references"):
        raise NotAssessed("a schema of the registry refers to others, which is not read here", Cause.BINDING)
    return Schema(int(number), str(told.get("schemaType") or AVRO), str(told.get("schema")))


def _written(schema: Schema, content: Any, subject: str) -> bytes:
    if schema.kind == JSON:
        return json.dumps(content).encode()
    parsed, written = _avro(schema), io.BytesIO()
    try:
        _fastavro().schemaless_writer(written, parsed, content, strict=True)
    except (ValueError, TypeError, OverflowError) as error:
        raise NotAssessed(
            f"the profile's message is not as the schema {subject!r} says: {error}", Cause.BINDING
        ) from None
    return written.getvalue()


def _read(schema: Schema, content: bytes) -> Any:
    if schema.kind == JSON:
        try:
            return json_text.loads(content)
        except ValueError:
            return None
    parsed = _avro(schema)
    try:
        return json.loads(json.dumps(_fastavro().schemaless_reader(io.BytesIO(content), parsed, None), default=_plain))
    except Exception:  # noqa: BLE001 - the bytes are anybody's, and the library tells of them in many ways
        return None


def _plain(value: Any) -> Any:
    """A value of a logical type of Avro, as it would stand in JSON."""
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _avro(schema: Schema) -> Any:
    if schema.kind != AVRO:
        raise NotAssessed(f"events are in the form {schema.kind}, and only Avro and JSON are read", Cause.BINDING)
    return _fastavro().parse_schema(json_text.loads(schema.text))


def _fastavro() -> Any:
    try:
        import fastavro
    except ImportError:
        raise NotAssessed(
            "events are in Avro, and fastavro is not installed: pip install 'scoring-acceptance[avro]'", Cause.BINDING
        ) from None
    return fastavro
