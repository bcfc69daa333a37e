"""The calls of an OpenAPI document (2 or 3, in JSON or YAML), with the fields they send and answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from acceptance.drafting.vocabulary import words_of
from acceptance.outcome import ConfigurationError
from acceptance.platform.access import ServiceError
from acceptance.platform.http import HttpClient
from acceptance.profile.http_services import HttpService
from acceptance.profile.permissions import Permissions
from acceptance.yaml_document import read_document

METHODS = ("get", "put", "post", "patch", "delete")
PATIENCE_S = 20.0
_DEEPEST = 6
"""Levels of fields below one another that are looked at; a schema may contain itself."""


@dataclass(frozen=True)
class Field:
    """A field of a body, or a parameter: its dotted place, and an example, None where nothing gives one.

    `within` is what a parameter of a path stands behind, as `customers` in `/customers/{number}`; `told` is its schema.
    """

    place: str
    kind: str
    example: Any
    required: bool
    within: str = ""
    told: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Described:
    """One call. `words` are those of its path, name and summary; `codes` those that are documented."""

    method: str
    path: str
    words: tuple[str, ...]
    parameters: tuple[str, ...]
    query: tuple[str, ...]
    headers: tuple[str, ...]
    sent: tuple[Field, ...]
    answered: tuple[Field, ...]
    codes: tuple[int, ...]
    open: bool
    """Nobody has to say who he is."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def last(self) -> tuple[str, ...]:
        """The words of the last part of the path that is no parameter."""
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return tuple(words_of(parts[-1])) if parts else ()

    @property
    def in_path(self) -> list[Field]:
        """The parameters of the path, each with the part before it."""
        parts = self.path.strip("/").split("/")
        return [
            Field(part[1:-1], "string", None, True, parts[at - 1] if at else "")
            for at, part in enumerate(parts)
            if part.startswith("{") and part.endswith("}")
        ]


def read_description(source: str, ca_file: str | None = None) -> Mapping[str, Any]:
    """The document at an address or in a file.

    Raises:
        ConfigurationError: it cannot be had, or is no OpenAPI document.
    """
    content = _fetched(source, ca_file) if "://" in source else read_document(Path(source)).content
    if not isinstance(content, dict) or not isinstance(content.get("paths"), dict) or not content["paths"]:
        raise ConfigurationError(f"{source}: this is no OpenAPI document with paths; give the one of your scoring API.")
    return content


@dataclass(frozen=True)
class SignIn:
    """How callers say who they are: the header of a key, and where OAuth clients get tokens."""

    key_header: str | None = None
    token_url: str | None = None


def sign_in_of(document: Mapping[str, Any]) -> SignIn:
    """How callers of the document's calls sign in: by a bearer's token, unless it names only other ways."""
    schemes = (document.get("components") or {}).get("securitySchemes") or document.get("securityDefinitions") or {}
    told = [_resolved(document, one) for one in schemes.values()]
    if any(one.get("type") == "http" and str(one.get("scheme")).lower() == "bearer" for one in told):
        return SignIn()
    keys = [str(one.get("name")) for one in told if one.get("type") == "apiKey" and one.get("in") == "header"]
    flows = [(one.get("flows") or {}).get("clientCredentials") or {} for one in told if one.get("type") == "oauth2"]
    return SignIn(next(iter(keys), None), next((str(one["tokenUrl"]) for one in flows if "tokenUrl" in one), None))


def calls_of(document: Mapping[str, Any]) -> list[Described]:
    """Every call of a document, in the order of paths and methods."""
    found = []
    for path, item in sorted(document["paths"].items()):
        for method in METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                found.append(_described(document, path, method, item))
    return found


def _fetched(source: str, ca_file: str | None) -> Any:
    """The content of the answer, None where it is no JSON."""
    where = urlsplit(source)
    try:
        service = HttpService(url=f"{where.scheme}://{where.netloc}", ca_file=ca_file, timeout_s=PATIENCE_S)
    except ValidationError:
        raise ConfigurationError(
            f"{source}: this is no address; write one such as https://host/openapi.json."
        ) from None
    client = HttpClient("the platform", service, Permissions())
    try:
        return client.get(where.path or "/").content
    except ServiceError as error:
        raise ConfigurationError(f"{error}; give the document as a file, if it is published nowhere.") from None
    finally:
        client.close()


def _described(document: Mapping[str, Any], path: str, method: str, item: Mapping[str, Any]) -> Described:
    told = item[method]
    given = [_resolved(document, one) for one in [*item.get("parameters", []), *told.get("parameters", [])]]
    named: dict[str, list[str]] = {"path": [], "query": [], "header": []}
    for one in given:
        if one.get("in") == "path" or one.get("required"):
            named.setdefault(str(one.get("in")), []).append(str(one.get("name")))
    answers = {str(code): answer for code, answer in told.get("responses", {}).items()}
    good = next((_resolved(document, answers[code]) for code in sorted(answers) if code.startswith("2")), {})
    secured = told.get("security", document.get("security"))
    return Described(
        method=method.upper(),
        path=path,
        words=tuple(words_of(path, str(told.get("summary", "")), _name(str(told.get("operationId", "")), method))),
        parameters=tuple(re.findall(r"\{([^}]*)\}", path)),
        query=tuple(named["query"]),
        headers=tuple(named["header"]),
        sent=tuple(_fields(document, _schema(document, _body(document, told)))),
        answered=tuple(_fields(document, _schema(document, good))),
        codes=tuple(sorted(int(code) for code in answers if code.isdigit())),
        open=not secured,
    )


def _name(operation: str, method: str) -> str:
    """The name of a call without the method that some frameworks append to it: `DELETE` need not erase anybody."""
    return operation.removesuffix(f"_{method}")


def _body(document: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body that a call sends: of OpenAPI 3, or the parameter of 2 that stands for it."""
    for one in told.get("parameters", []):
        parameter = _resolved(document, one)
        if parameter.get("in") == "body":
            return parameter
    return _resolved(document, told.get("requestBody", {}))


def _schema(document: Mapping[str, Any], holder: Mapping[str, Any]) -> Mapping[str, Any]:
    content = holder.get("content", {})
    of_json: Mapping[str, Any] = next((content[kind] for kind in content if kind.endswith("json")), {})
    return _resolved(document, of_json.get("schema") or holder.get("schema") or {})


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any], place: str = "", depth: int = 0) -> Iterator[Field]:
    required = schema.get("required", [])
    for part in schema.get("allOf", []):
        yield from _fields(document, _resolved(document, part), place, depth + 1)
    for name, told in schema.get("properties", {}).items():
        own = _one_of(document, _resolved(document, told))
        here = f"{place}.{name}" if place else str(name)
        if (own.get("properties") or own.get("allOf")) and depth < _DEEPEST:
            yield from _fields(document, own, here, depth + 1)
        else:
            yield Field(here, str(own.get("type", "string")), _example(own), name in required, told=own)


def _one_of(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first of several that is not nothing."""
    for key in ("anyOf", "oneOf"):
        several = [_resolved(document, one) for one in schema.get(key, [])]
        if several:
            return next((one for one in several if one.get("type") != "null"), several[0])
    return schema


def _example(schema: Mapping[str, Any]) -> Any:
    for key in ("const", "example", "default"):
        if key in schema:
            return schema[key]
    return next(iter(schema.get("enum") or schema.get("examples") or [None]), None)


def _resolved(document: Mapping[str, Any], node: Any) -> Mapping[str, Any]:
    for _ in range(_DEEPEST):
        if not isinstance(node, dict) or "$ref" not in node:
            break
        found: Any = document
        for part in str(node["$ref"]).removeprefix("#/").split("/"):
            name = part.replace("~1", "/").replace("~0", "~")
            found = found.get(name, {}) if isinstance(found, dict) else {}
        node = found
    return node if isinstance(node, dict) else {}
