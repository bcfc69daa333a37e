"""The published description of the scoring API (OpenAPI 3.0 or 3.1): what may be answered, and is an answer true."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator
from jsonschema.exceptions import UnknownType
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from acceptance.platform.described_paths import PARAMETER, base_in_use, below, nobodys
from acceptance.platform.http import Exchange
from acceptance.platform.readable import mapping, readable

SWAGGER = "the description is one of Swagger 2.0, whose answers are not read here: convert it to OpenAPI 3"
WITHOUT_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT, HTTPStatus.NOT_MODIFIED)
"""Status codes whose answers have no body (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5)."""
_NO_SCHEMA = (TypeError, ValueError, AttributeError, LookupError, RecursionError, re.error, Unresolvable, UnknownType)
"""What comes of judging by something that is written where a schema belongs, and is none."""
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
    """What one exchange was, by the description.

    Attributes:
        fault: what was untrue, in one phrase without any value.
        unread: why nobody can say: the description of this answer is no schema, or leaves open what it may be.
    """

    call: Call | None
    status: int
    fault: str | None
    unread: str | None = None


class Interface:
    """A parsed description.

    Args:
        document: the OpenAPI document, as parsed JSON.
        called: paths of this service that others call, by which those of the description are known to stand below
            the base of one of its servers, or not to.
        number: gives numbers of customers that nobody has.
    """

    def __init__(
        self, document: Mapping[str, Any], called: Iterable[str] = (), number: Callable[[], str] | None = None
    ) -> None:
        document = {**document, "paths": mapping(document.get("paths"))}
        document = below(document, base_in_use(document, called))
        whole = _as_3_1(document) if str(document.get("openapi", "")).startswith("3.0") else document
        inside = _registry(whole)
        told = readable(whole, lambda reference: _leads_somewhere(inside, reference))
        self.unread = told.told
        """What of the description nobody here can read; empty for nothing."""
        self._document: Mapping[str, Any] = told.document
        document = told.document
        self._number = number
        self._registry = _registry(self._document)
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
            for path in self._document.get("paths", {})
            for method in METHODS
            if isinstance(self._item(path).get(method), Mapping)
        )

    def pairs(self) -> set[Pair]:
        """Every operation with every status code that it documents; ranges such as `4XX` count as no code."""
        return {Pair(call, int(code)) for call in self.calls() for code in self._responses(call) if code.isdigit()}

    def concrete_path(self, call: Call, value: str | None = None) -> str:
        """The path of a call with `value` for each of its parameters, else with values as described for nobody."""

        def filled(found: re.Match[str]) -> str:
            return value or quote(nobodys(self._schema_of(call, found[1]), self._resolve, self._number), safe="")

        return PARAMETER.sub(filled, call.path)

    def _schema_of(self, call: Call, name: str) -> Mapping[str, Any]:
        """The schema of a parameter of a call's path: the call's own goes before that of all calls of the path."""
        given = [*_listed(self._described(call).get("parameters")), *_listed(self._item(call.path).get("parameters"))]
        told = [one for one in map(self._resolve, given) if (one.get("in"), one.get("name")) == ("path", name)]
        return mapping(told[0].get("schema", told[0])) if told else {}

    def call_at(self, method: str, path: str) -> Call | None:
        """The described operation that a path belongs to; None where none is."""
        return next(iter(self._calls_at(method, path)), None)

    def judge(self, exchange: Exchange) -> Judged:
        """Compares one exchange with the description: operation, status code, content type and body."""
        # Of several descriptions of one address the plainest path comes first, and one that is kept counts.
        judged = [self._judge_as(call, exchange) for call in self._calls_at(exchange.method, exchange.path)]
        if not judged:
            # Whoever calls what is not described is told so; only an answer that does more is an operation.
            fault = None if 400 <= exchange.status < 500 else "the operation is not described"
            return Judged(None, exchange.status, fault)
        return next((one for one in judged if one.fault is None), judged[0])

    def _calls_at(self, method: str, path: str) -> list[Call]:
        plain = path.split("?")[0]
        templates = [found for pattern, found in self._patterns if pattern.match(plain)]
        return [
            Call(found, method.upper())
            for found in templates
            if isinstance(self._item(found).get(method.lower()), Mapping)
        ]

    def _judge_as(self, call: Call, exchange: Exchange) -> Judged:
        response = self._response(call, exchange.status)
        if response is None:
            return Judged(call, exchange.status, f"the answer {exchange.status} is not described for {call}")
        if "swagger" in self._document:
            return Judged(call, exchange.status, None, SWAGGER)
        try:
            return self._judge_body(call, response, exchange)
        except _NO_SCHEMA as error:
            return Judged(call, exchange.status, None, f"{call} {exchange.status}: {error}".splitlines()[0])

    def _response(self, call: Call, status: int) -> Mapping[str, Any] | None:
        """What is described for a status: itself, its hundred (`4XX`), or what holds for every other."""
        described = {str(code).upper(): response for code, response in self._responses(call).items()}
        return next(
            (described[key] for key in (str(status), f"{status // 100}XX", "DEFAULT") if key in described), None
        )

    def _judge_body(self, call: Call, response: Mapping[str, Any], exchange: Exchange) -> Judged:
        what, content = f"{call} {exchange.status}", mapping(self._resolve(response).get("content"))

        def judged(fault: str | None = None, unread: str | None = None) -> Judged:
            return Judged(call, exchange.status, fault, unread)

        if not content:
            # An answer that is described without contents may have some (OpenAPI 3.1, Response Object).
            if not exchange.body:
                return judged()
            told = f"{what} has a body, none is described"
            return judged(told) if exchange.status in WITHOUT_BODY else judged(unread=told)
        described = _described_media(content, exchange.content_type)
        if described is None:
            return judged(f"{what} has the content type {exchange.content_type or 'none'}, not described")
        schema = mapping(described).get("schema")
        if not schema:
            return judged(unread=f"{what} is described without a schema")
        content_is_json = _plain_media(exchange.content_type).endswith("json")
        if content_is_json and exchange.content is None and exchange.body != b"null":
            return judged(f"{what} is not readable as JSON")
        value = exchange.content if content_is_json else exchange.body.decode(errors="replace")
        error = next(iter(self._validator(_frozen(schema)).iter_errors(value)), None)
        if error is not None:
            place = ".".join(str(part) for part in error.absolute_path) or "the body"
            return judged(f"{what}: {place} breaks the described rule {error.validator!r}")
        loose, untold = (self._undescribed(schema, value, open_too) for open_too in (False, True))
        return judged(f"{what}: {loose}") if loose else judged(unread=f"{what}: {untold}" if untold else None)

    def _undescribed(self, schema: Mapping[str, Any], content: Any, open_too: bool) -> str | None:
        """What an answer says beyond its description, whose objects must name their fields or say that they do not.

        Args:
            open_too: tells fields as well of objects that name none and do not say whether any may come.
        """
        parts = [part for part in self._parts(schema, content) if part]
        if isinstance(content, list):
            items = [part["items"] for part in parts if isinstance(part.get("items"), Mapping)]
            told = (self._undescribed(one, item, open_too) for one in items for item in content)
            return next(filter(None, told), None)
        if not parts or not isinstance(content, Mapping) or not any(_may_be_object(part) for part in parts):
            return None
        judged = (self._undescribed_field(parts, name, value, open_too) for name, value in sorted(content.items()))
        return next(filter(None, judged), None)

    def _undescribed_field(self, parts: list[Mapping[str, Any]], name: str, value: Any, open_too: bool) -> str | None:
        """What is not described in one field of an object; it is named in any part of its schema, or by a pattern."""
        named = [part["properties"][name] for part in parts if name in part.get("properties", {})]
        named += [
            one
            for part in parts
            for pattern, one in part.get("patternProperties", {}).items()
            if re.search(pattern, name)
        ]
        named = named or [one for part in parts for one in _of_any_name(part)]
        if not named:
            if any(part.get("properties") or part.get("patternProperties") for part in parts):
                return f"the answer has the field {name}, which is not described"
            return "the description leaves open which fields an object has" if open_too else None
        found = [self._undescribed(one, value, open_too) if isinstance(one, Mapping) else None for one in named]
        return None if None in found else found[0]

    def _parts(self, schema: Mapping[str, Any], content: Any) -> list[Mapping[str, Any]]:
        """A schema, and those it is put together from as far as the content fits them; references undone."""
        schema = self._resolve(schema)
        found = [schema]
        for part in schema.get("allOf", ()):
            found += self._parts(part, content)
        for way in ("oneOf", "anyOf"):
            for part in schema.get(way, ()):
                if self._is_valid(part, content):
                    found += self._parts(part, content)
        if "if" in schema:
            fits = self._is_valid(schema["if"], content)
            found += self._parts(mapping(schema["if"]), content) if fits else []
            found += self._parts(mapping(schema.get("then" if fits else "else")), content)
        for name, part in mapping(schema.get("dependentSchemas")).items():
            if isinstance(content, Mapping) and name in content:
                found += self._parts(mapping(part), content)
        return found

    def _is_valid(self, schema: Any, content: Any) -> bool:
        return self._validator(_frozen(schema)).is_valid(content)

    @lru_cache(maxsize=512)  # noqa: B019 - an interface lives as long as its run
    def _validator(self, frozen: str) -> Draft202012Validator:
        schema = _with_document(json.loads(frozen))
        return Draft202012Validator(schema, registry=self._registry)

    def _item(self, path: str) -> Mapping[str, Any]:
        return self._resolve(self._document.get("paths", {}).get(path, {}))

    def _responses(self, call: Call) -> Mapping[str, Any]:
        return mapping(self._described(call).get("responses"))

    def _described(self, call: Call) -> Mapping[str, Any]:
        return mapping(self._item(call.path).get(call.method.lower()))

    def _resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a reference leads to, also through further ones; what stands beside it goes with it."""
        seen: set[str] = set()
        while isinstance(node, Mapping) and isinstance(node.get("$ref"), str) and node["$ref"] not in seen:
            seen.add(node["$ref"])
            reference = str(node["$ref"]).removeprefix(DOCUMENT)
            beside = {name: value for name, value in node.items() if name != "$ref"}
            node = {**mapping(self._registry.resolver(DOCUMENT).lookup(reference).contents), **beside}
        return node if isinstance(node, Mapping) else {}


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
    judged = (entry for entry in seen if entry.get("fault") is None and entry.get("unread") is None)
    texts = {f"{entry['call']} {entry['status']}" for entry in judged}
    documented = frozenset(interface.pairs())
    return Coverage(documented, frozenset(pair for pair in documented if str(pair) in texts))


def _listed(node: Any) -> list[Any]:
    return node if isinstance(node, list) else []


def _registry(document: Mapping[str, Any]) -> Registry[Any]:
    resource = Resource.from_contents(dict(document), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
    return registry


def _leads_somewhere(registry: Registry[Any], reference: str) -> bool:
    try:
        registry.resolver(DOCUMENT).lookup(reference)
    except (Unresolvable, LookupError, TypeError, ValueError):
        return False
    return True


def _plain_media(media: str) -> str:
    """A media type without its parameters, in small letters."""
    return media.partition(";")[0].strip().lower()


def _described_media(content: Mapping[str, Any], media: str) -> Mapping[str, Any] | None:
    """What is described for a media type: itself, else the narrowest range that it lies in (RFC 9110, 12.5.1)."""
    plain = _plain_media(media)
    ranges = sorted(content, key=lambda one: (_plain_media(one).count("*"), -len(one)))
    return next((content[one] for one in ranges if plain and fnmatchcase(plain, _plain_media(one))), None)


def _of_any_name(schema: Mapping[str, Any]) -> list[Any]:
    """How a schema describes fields of any other name, where it says that there may be some: `True` for anyhow."""
    told = (schema.get(word) for word in ("additionalProperties", "unevaluatedProperties"))
    return [one for one in told if one is True or isinstance(one, Mapping)]


def _may_be_object(schema: Mapping[str, Any]) -> bool:
    kinds = schema.get("type", "object")
    return "object" in ([kinds] if isinstance(kinds, str) else kinds)


def _as_3_1(node: Any) -> Any:
    """A description in the words of OpenAPI 3.0, in those of 3.1: `nullable`, and bounds that are excluded."""
    if isinstance(node, list):
        return [_as_3_1(one) for one in node]
    if not isinstance(node, Mapping):
        return node
    found = {name: _as_3_1(value) for name, value in node.items()}
    for bound, excluded in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(found.get(excluded), bool) and found.pop(excluded) and bound in found:
            found[excluded] = found.pop(bound)
    return _or_null(found) if found.get("nullable") is True else found


def _or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{name: value for name, value in schema.items() if name != "nullable"}, {"type": "null"}]}


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
