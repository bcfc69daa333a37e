"""What stands where in parsed JSON: at a dotted place, by a JMESPath expression (jmespath.org), or anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jmespath.exceptions import JMESPathTypeError

from acceptance.profile.place import DOTTED, expression


def dig(content: Any, place: str) -> Any:
    """The value at a place in parsed JSON, or None when the place is empty.

    A place is dotted, where a number indexes a list, or else a JMESPath expression (jmespath.org). A function of one
    that is given what it does not take, as `length` of a field that a refusal lacks, finds nothing.

    >>> dig({"model": {"version": "3"}}, "model.version")
    '3'
    >>> dig({"parts": [{"part": "books", "state": "yes"}]}, "parts[?part=='books'].state | [0]")
    'yes'
    """
    if DOTTED.fullmatch(place) is None:
        try:
            return expression(place).search(content)
        except JMESPathTypeError:
            return None
    for part in place.split(".") if place else []:
        if isinstance(content, Mapping):
            content = content.get(part)
        elif isinstance(content, list) and part.isdigit() and int(part) < len(content):
            content = content[int(part)]
        else:
            return None
    return content


def values(content: Any) -> list[Any]:
    """Every single value in a parsed JSON document."""
    if isinstance(content, dict):
        return [value for part in content.values() for value in values(part)]
    if isinstance(content, list):
        return [value for part in content for value in values(part)]
    return [content]
