"""What a published description says of one call, and the same description with the suite's own as examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from acceptance.platform.interface import Call


def values_by_name(template: str, path: str) -> dict[str, str]:
    """What stands in a path for each parameter of its template, decoded; parts that hold more than one are left out."""
    parts = zip(template.split("/"), path.partition("?")[0].split("/"), strict=False)
    return {name[1:-1]: unquote(value) for name, value in parts if re.fullmatch(r"\{[^{}]*\}", name)}


def resolved(document: Mapping[str, Any], node: Any) -> Mapping[str, Any]:
    """What a reference within the document leads to; nothing where it leads nowhere."""
    seen: set[str] = set()
    while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
        if node["$ref"] in seen or not node["$ref"].startswith("#/"):
            return {}
        seen.add(node["$ref"])
        found: Any = document
        for part in node["$ref"][2:].split("/"):
            name = unquote(part).replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, Mapping) else None
        node = found
    return node if isinstance(node, Mapping) else {}


def parameters_of(document: Mapping[str, Any], call: Call) -> list[Mapping[str, Any]]:
    """The parameters of a call; its own go before those of all calls of the path."""
    item = resolved(document, document.get("paths", {}).get(call.path, {}))
    given = [*item.get("parameters", []), *item.get(call.method.lower(), {}).get("parameters", [])]
    told = [resolved(document, one) for one in given]
    return list({(one.get("in"), one.get("name")): one for one in told}.values())


def described_headers(document: Mapping[str, Any], call: Call) -> set[str]:
    """The headers that a call knows, in small letters."""
    return {str(one["name"]).lower() for one in parameters_of(document, call) if one.get("in") == "header"}


def queries_of(document: Mapping[str, Any], call: Call) -> list[str]:
    """What may be asked for behind the path of a call."""
    return [str(one["name"]) for one in parameters_of(document, call) if one.get("in") == "query"]


def json_schema_of(document: Mapping[str, Any], call: Call) -> Mapping[str, Any] | None:
    """The schema of a call's body in JSON; None where none is described."""
    item = resolved(document, document.get("paths", {}).get(call.path, {}))
    body = resolved(document, item.get(call.method.lower(), {}).get("requestBody", {}))
    for media, told in body.get("content", {}).items():
        if "json" in media and isinstance(told, Mapping) and isinstance(told.get("schema"), Mapping):
            schema: Mapping[str, Any] = told["schema"]
            return schema
    return None


def with_examples(
    document: Mapping[str, Any], calls: Iterable[Call], own: Mapping[Call, str], bodies: Mapping[Call, Any]
) -> dict[str, Any]:
    """The description with the suite's own as examples, so that what is made up from them meets something.

    Args:
        own: paths about what is the suite's own.
        bodies: bodies that fit.
    """
    paths = {path: dict(resolved(document, item)) for path, item in document.get("paths", {}).items()}
    for call in calls:
        known = values_by_name(call.path, own[call]) if call in own else {}
        told = [_with_values(one, known) for one in parameters_of(document, call)]
        operation = {**paths[call.path].get(call.method.lower(), {}), **({"parameters": told} if told else {})}
        if call in bodies and json_schema_of(document, call) is not None:
            operation["requestBody"] = _with_body(resolved(document, operation.get("requestBody")), bodies[call])
        paths[call.path][call.method.lower()] = operation
    return {**document, "paths": paths}


def _with_values(parameter: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    if parameter.get("in") != "path" or parameter.get("name") not in known:
        return dict(parameter)
    kept = {name: value for name, value in parameter.items() if name != "examples"}
    return {**kept, "example": known[parameter["name"]]}


def _with_body(body: Mapping[str, Any], example: Any) -> dict[str, Any]:
    content = {
        media: {**{name: value for name, value in told.items() if name != "examples"}, "example": example}
        if "json" in media
        else told
        for media, told in body.get("content", {}).items()
    }
    return {**body, "content": content}
