"""Paths of a published description: what they stand below, and a value for each of their parameters."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from jsonschema import Draft202012Validator
from jsonschema.exceptions import UnknownType

from acceptance.profile.product import signs_of

PARAMETER = re.compile(r"\{([^}]*)\}")
UNUSED = 10**6
"""So many numbers below the greatest that is allowed are tried: whoever counts from one has not come as far."""
GREATEST = 2**31 - 1
LONGEST = 36
MOMENTS = {"date": "%Y-%m-%d", "date-time": "%Y-%m-%dT%H:%M:%SZ", "time": "%H:%M:%SZ"}

Resolve = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def bases(document: Mapping[str, Any]) -> list[str]:
    """What every path of a description stands below at each of its servers, such as `/api/v2`; without empty ones.

    >>> bases({"servers": [{"url": "https://a.example/{v}/", "variables": {"v": {"default": "v2"}}}, {"url": "/"}]})
    ['/v2']
    >>> bases({"swagger": "2.0", "basePath": "/credit"})
    ['/credit']
    """
    servers = document.get("servers")
    told = [one for one in servers if isinstance(one, Mapping)] if isinstance(servers, list) else []
    paths = [urlsplit(_spelled_out(one)).path for one in told] or [str(document.get("basePath", ""))]
    found = ["/" + path.strip("/") for path in paths if path.strip("/")]
    return list(dict.fromkeys(found))


def _spelled_out(server: Mapping[str, Any]) -> str:
    variables = server.get("variables") or {}
    return PARAMETER.sub(
        lambda found: str((variables.get(found[1]) or {}).get("default", "")), str(server.get("url", ""))
    )


def base_in_use(document: Mapping[str, Any], called: Iterable[str]) -> str:
    """The one of its bases that paths which are called begin with; "" where the service's address has it already."""
    paths = list(called)
    return next((base for base in bases(document) if any(path.startswith(base + "/") for path in paths)), "")


def below(document: Mapping[str, Any], base: str) -> dict[str, Any]:
    """The description with every path below a base."""
    return {**document, "paths": {base + path: item for path, item in document.get("paths", {}).items()}}


def nobodys(schema: Mapping[str, Any], resolve: Resolve, number: Callable[[], str] | None = None) -> str:
    """A value for a parameter that is as described, and that nothing goes by as far as anybody can tell.

    Args:
        number: gives numbers of customers that nobody has; taken where they fit and a UUID does not.
    """
    plain = _plain(schema, resolve)
    known = [str(uuid4()), *([number()] if number is not None else [])]
    return next((one for one in known if _fits(one, plain)), None) or next(_made(plain), known[0])


def _plain(schema: Mapping[str, Any], resolve: Resolve) -> dict[str, Any]:
    """A schema without references, of alternatives the first that is something."""
    schema = resolve(schema)
    several = [resolve(one) for key in ("anyOf", "oneOf") for one in schema.get(key) or []]
    chosen = next((one for one in several if one.get("type") != "null"), {})
    parts = [resolve(one) for one in schema.get("allOf", [])]
    merged = {key: value for part in (*parts, chosen, schema) for key, value in part.items()}
    return {key: value for key, value in merged.items() if key not in ("anyOf", "oneOf", "allOf", "$ref")}


def _fits(text: str, schema: Mapping[str, Any]) -> bool:
    kinds = schema.get("type", "string")
    if schema.get("format") in MOMENTS:
        return False
    number = "string" not in ([kinds] if isinstance(kinds, str) else kinds)
    if number and not text.isdecimal():
        return False
    try:
        return Draft202012Validator(schema).is_valid(int(text) if number else text)
    except (TypeError, ValueError, UnknownType, re.error):  # what is no schema is fulfilled by nothing
        return False


def _made(schema: Mapping[str, Any]) -> Iterator[str]:
    """Values made from a schema, each by another of its words; the first that there is counts."""
    if "const" in schema:
        yield str(schema["const"])
    yield from (str(one) for one in schema.get("enum", []) if one is not None)
    kinds = schema.get("type", "string")
    if {"integer", "number"} & {kinds if isinstance(kinds, str) else "", *kinds}:
        yield str(_number(schema))
    if kinds == "boolean":
        yield "true"
    if schema.get("format") in MOMENTS:
        yield datetime.now(UTC).strftime(MOMENTS[schema["format"]])
    yield from _of_shape(str(schema.get("pattern", "")))
    if schema.get("format") is None and "pattern" not in schema:
        yield _of_length(int(_bound(schema, "minLength", 0)), int(_bound(schema, "maxLength", LONGEST)))


def _number(schema: Mapping[str, Any]) -> int:
    least = _bound(schema, "minimum", _bound(schema, "exclusiveMinimum", -1) + 1)
    most = _bound(schema, "maximum", _bound(schema, "exclusiveMaximum", max(GREATEST, least + UNUSED) + 1) - 1)
    step = _bound(schema, "multipleOf", 1) or 1
    high = int(most // step)
    low = max(high - UNUSED, int(-(-least // step)))
    return int(random.randint(min(low, high), high) * step)


def _bound(schema: Mapping[str, Any], word: str, otherwise: float) -> float:
    """A number that a schema names; in old ones a bound may be a truth, which says nothing here."""
    told = schema.get(word)
    return told if isinstance(told, int | float) and not isinstance(told, bool) else otherwise


def _of_shape(pattern: str) -> Iterator[str]:
    shape = pattern.removeprefix("^").removesuffix("$").replace("\\d", "[0-9]")
    try:
        made = "".join(random.choice(signs) for signs in signs_of(shape))
        if re.search(pattern, made):
            yield made
    except (ValueError, re.error):  # no shape of plain signs, or an expression of another language
        return


def _of_length(least: int, most: int) -> str:
    return (uuid4().hex * (1 + least // 32))[: max(least, min(most, 32))]
