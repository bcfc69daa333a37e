"""A published description as far as it can be read here: what cannot is left out, and said.

A description is written for other readers too. A pattern in the words of another language, a reference into another
file or a type that there is not must not stop whoever asks the platform something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

TYPES = {"null", "boolean", "object", "array", "number", "string", "integer"}
"""Those of JSON Schema; RFC draft 2020-12, validation, 6.1.1."""
_DATA = frozenset({"example", "examples", "default", "enum", "const"})
"""Below these words stand values, not descriptions."""
_BESIDE_REQUIRED = {"in", "content", "schema"}
"""What a parameter or a body says, of which `required: true` may be said."""
MOST_TOLD = 3

Resolves = Callable[[str], bool]


@dataclass(frozen=True)
class Readable:
    """A description without what cannot be read, and a phrase for each such thing."""

    document: dict[str, Any]
    unread: tuple[str, ...]

    @property
    def told(self) -> str:
        """What was left out, for a sentence; empty for nothing."""
        more = len(self.unread) - MOST_TOLD
        return "; ".join([*self.unread[:MOST_TOLD], *([f"{more} more"] if more > 0 else [])])


def readable(document: Mapping[str, Any], resolves: Resolves) -> Readable:
    """What of a parsed OpenAPI document can be read here.

    Args:
        resolves: whether a reference leads to something in the document.
    """
    unread: dict[str, None] = {}
    paths = {path: item for path, item in mapping(document.get("paths")).items() if isinstance(item, Mapping)}
    components = mapping(document.get("components"))
    read = {
        **document,
        "paths": _read(paths, "", resolves, unread),
        "components": {
            name: value if name == "securitySchemes" else _read(value, name, resolves, unread)
            for name, value in components.items()
        },
    }
    return Readable(read, tuple(unread))


def mapping(node: Any) -> Mapping[str, Any]:
    """A part of a description that should be a map, and is empty where it is none."""
    return {str(name): value for name, value in node.items()} if isinstance(node, Mapping) else {}


def _read(node: Any, place: str, resolves: Resolves, unread: dict[str, None]) -> Any:
    if isinstance(node, list):
        return [_read(one, place, resolves, unread) for one in node]
    if not isinstance(node, Mapping):
        return node
    reference = node.get("$ref", {})  # a field of this name is described by a map
    if not isinstance(reference, Mapping) and not _leads_on(reference, resolves):
        unread[f"{place or 'it'} refers to {reference}, which is not in it"] = None
        return {}
    found: dict[str, Any] = {}
    for name, value in node.items():
        where = f"{place}.{name}".lstrip(".")
        if (why := _why_not(str(name), value)) is not None:
            unread[f"{where} {why}"] = None
        elif name in _DATA:
            found[name] = value
        elif name == "patternProperties" and isinstance(value, Mapping):
            found |= _patterns(value, where, resolves, unread)
        elif name in ("schema", "items") and isinstance(value, bool):
            found[name] = {}
        elif name == "required" and isinstance(value, bool) and not _BESIDE_REQUIRED & node.keys():
            continue  # a habit of old schemas, where a list of fields belongs
        else:
            found[name] = _read(value, where, resolves, unread)
    return found


def _leads_on(reference: Any, resolves: Resolves) -> bool:
    return isinstance(reference, str) and reference.startswith("#") and resolves(reference)


def _why_not(name: str, value: Any) -> str | None:
    """Why what stands below a word cannot be read, if it cannot."""
    match name:
        case "pattern" if isinstance(value, str) and not _is_pattern(value):
            return f"is no pattern that can be read here: {value}"
        case "type" if isinstance(value, str) and value not in TYPES:
            return f"is {value!r}, which is no type of JSON"
    return None


def _patterns(told: Mapping[str, Any], place: str, resolves: Resolves, unread: dict[str, None]) -> dict[str, Any]:
    """Fields that go by patterns; where one cannot be read, a field of any name may be one of them."""
    kept = {name: _read(one, f"{place}.{name}", resolves, unread) for name, one in told.items() if _is_pattern(name)}
    if len(kept) < len(told):
        unread[f"{place} has patterns that cannot be read here"] = None
        return {"patternProperties": {**kept, "": {}}}
    return {"patternProperties": kept}


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return False
    return True
