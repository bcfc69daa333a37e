"""The scoring API's published description (OpenAPI 3.1): what may be answered, and whether an answer is true to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from acceptance.platform.http import Exchange

METHODS = ("get", "put", "post", "patch", "delete")
DOCUMENT = "urn:interface"


@dataclass(frozen=True, order=True)
class Call:
    """One operation of the description, such as `POST /score`."""

    path: str
    method: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, order=True)
class Pair:
    """An operation and one status code: the unit in which API coverage is counted."""

    call: Call
    status: int

    def __str__(self) -> str:
        return f"{self.call} {self.status}"


@dataclass(frozen=True)
class Judged:
    """What one exchange was, by the description. `fault` says what was untrue, in one phrase without any value."""

    call: Call | None
    status: int
    fault: str | None


class Interface:
    """A parsed description.

    Args:
        document: the OpenAPI document, as parsed JSON.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        resource = Resource.from_contents(dict(document), default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
        self._patterns = [
            (re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)) + r"\Z"), path)
            for path in sorted(document.get("paths", {}), key=lambda path: path.count("{"))
        ]

    @property
    def name(self) -> str:
        """What the service calls itself, with its version, as far as the description says so."""
        info = self._document.get("info")
        told = info if isinstance(info, Mapping) else {}
        return " ".join(str(told[key]) for key in ("title", "version") if told.get(key))

    def calls(self) -> list[Call]:
        """Every operation of the description, in a fixed order."""
        return sorted(
            Call(path, method.upper())
            for path, item in self._document.get("paths", {}).items()
            for method in METHODS
            if method in item
        )

    def pairs(self) -> set[Pair]:
        """Every operation with every status code that it documents; ranges such as `4XX` count as no code."""
        return {Pair(call, int(code)) for call in self.calls() for code in self._responses(call) if code.isdigit()}

    def concrete_path(self, call: Call, value: str) -> str:
        """The path of a call with `value` for each of its parameters."""
        return re.sub(r"\{[^}]*\}", value, call.path)

    def judge(self, exchange: Exchange) -> Judged:
        """Compares one exchange with the description: operation, status code, content type and body."""
        path = exchange.path.split("?")[0]
        template = next((t for pattern, t in self._patterns if pattern.match(path)), None)
        call = Call(template, exchange.method) if template is not None else None
        if call is None or call not in self.calls():
            return Judged(None, exchange.status, "the operation is not described")
        response = self._responses(call).get(str(exchange.status))
        if response is None:
            return Judged(call, exchange.status, f"the answer {exchange.status} is not described for {call}")
        return Judged(call, exchange.status, self._fault_of_body(call, response, exchange))

    def _fault_of_body(self, call: Call, response: Mapping[str, Any], exchange: Exchange) -> str | None:
        content = self._resolve(response).get("content")
        if not content:
            return f"{call} {exchange.status} has a body, none is described" if exchange.body else None
        if exchange.content_type not in content:
            return f"{call} {exchange.status} has the content type {exchange.content_type or 'none'}, not described"
        schema = content[exchange.content_type].get("schema")
        if not schema:
            return f"{call} {exchange.status} is described without a schema"
        content_is_json = exchange.content_type.endswith("json")
        if content_is_json and exchange.content is None and exchange.body != b"null":
            return f"{call} {exchange.status} is not readable as JSON"
        value = exchange.content if content_is_json else exchange.body.decode(errors="replace")
        error = next(iter(self._validator(_frozen(schema)).iter_errors(value)), None)
        if error is None:
            loose = self._undescribed(schema, value)
            return f"{call} {exchange.status}: {loose}" if loose else None
        place = ".".join(str(part) for part in error.absolute_path) or "the body"
        return f"{call} {exchange.status}: {place} breaks the described rule {error.validator!r}"

    def _undescribed(self, schema: Mapping[str, Any], content: Any) -> str | None:
        """What an answer says beyond its description, whose objects must name their fields.

        A map may leave the names open when it describes the values.
        """
        schema = self._resolve(schema)
        if isinstance(content, list) and isinstance(schema.get("items"), Mapping):
            return next(filter(None, (self._undescribed(schema["items"], item) for item in content)), None)
        if not schema or not isinstance(content, Mapping) or "anyOf" in schema:
            return None
        if schema.get("type", "object") != "object":
            return None
        fields, others = schema.get("properties", {}), schema.get("additionalProperties")
        more = sorted(set(content) - set(fields))
        if more and not isinstance(others, Mapping):
            return f"the answer has the field {more[0]}, which is not described"
        judged = (self._undescribed(fields.get(name, others), value) for name, value in content.items())
        return next(filter(None, judged), None)

    @lru_cache(maxsize=512)  # noqa: B019 - an interface lives as long as its run
    def _validator(self, frozen: str) -> Draft202012Validator:
        schema = _with_document(json.loads(frozen))
        return Draft202012Validator(schema, registry=self._registry)

    def _operation(self, call: Call) -> Mapping[str, Any]:
        operation: Mapping[str, Any] = self._document["paths"][call.path][call.method.lower()]
        return operation

    def _responses(self, call: Call) -> Mapping[str, Any]:
        responses: Mapping[str, Any] = self._operation(call).get("responses", {})
        return responses

    def _resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in node:
            return node
        resolved: Mapping[str, Any] = self._registry.resolver(DOCUMENT).lookup(node["$ref"]).contents
        return resolved


@dataclass(frozen=True)
class Coverage:
    """Which documented answers a run has seen with a body as described."""

    documented: frozenset[Pair]
    exercised: frozenset[Pair]

    @property
    def share(self) -> float:
        """Exercised of documented, 0..1; 0 when nothing is documented."""
        return len(self.exercised) / len(self.documented) if self.documented else 0.0

    @property
    def missing(self) -> list[str]:
        """Documented and not exercised, as `POST /score 503`, sorted."""
        return [str(pair) for pair in sorted(self.documented - self.exercised)]


def coverage(interface: Interface, seen: Iterable[Mapping[str, Any]]) -> Coverage:
    """Coverage from the exchanges of a record (`call`, `status`, `fault`); only faultless answers count."""
    texts = {f"{entry['call']} {entry['status']}" for entry in seen if entry.get("fault") is None}
    documented = frozenset(interface.pairs())
    return Coverage(documented, frozenset(pair for pair in documented if str(pair) in texts))


def _frozen(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, sort_keys=True)


def _with_document(node: Any) -> Any:
    """The schema with its references into the document made absolute."""
    if isinstance(node, dict):
        return {
            key: DOCUMENT + value
            if key == "$ref" and isinstance(value, str) and value.startswith("#")
            else _with_document(value)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [_with_document(value) for value in node]
    return node
