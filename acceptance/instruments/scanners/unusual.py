"""Requests that nobody expects, worked out from one that fits: whatever a description allows, they are sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from acceptance.instruments.scanners.relay import Asked

JSON = "application/json"
VALUES: Mapping[str, str] = {
    "long": "9" * 3000,
    "quote": "x' or '1'='1",
    "quotes": "\"'`;--",
    "other letters": "Zoë Ωμέγα 💥",
    "nothing": "\x00",
    "line break": "a\r\nb",
    "percent": "%s%n%",
    "negative": "-1",
}
"""What stands in addresses where somebody looks for a way in."""
INSTEAD: tuple[Any, ...] = (None, [], {}, "9" * 3000, "x' or '1'='1", "\x00💥", -1, 10**30)
"""What stands in a body in place of a value."""
KINDS = ("text/plain", "application/xml", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "x")
"""What a body claims to be that is something else."""
WHOLE = (b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b'{"a":' * 3000)
DEEPEST = 4


def addresses(method: str, template: str, own: Mapping[str, str], queries: Iterable[str]) -> Iterator[Asked]:
    """A call with each of its parameters in turn as nobody expects it, the others as they should be.

    Args:
        own: a value that fits for each parameter of the path.
        queries: the parameters that are asked for behind the path.
    """
    plain = _filled(template, own)
    for name in own:
        for value in VALUES.values():
            yield Asked(method, _filled(template, {**own, name: value}), {}, b"")
    for name in queries:
        for value in VALUES.values():
            yield Asked(method, f"{plain}?{quote(name, safe='')}={quote(value, safe='')}", {}, b"")


def bodies(method: str, target: str, fitting: Any) -> Iterator[Asked]:
    """A call with each value of its body in turn as nobody expects it, and with bodies that are none."""
    for content in changed(fitting):
        yield Asked(method, target, {"Content-Type": JSON}, json.dumps(content).encode())
    for kind in KINDS:
        yield Asked(method, target, {"Content-Type": kind}, json.dumps(fitting).encode())
    for body in WHOLE:
        yield Asked(method, target, {"Content-Type": JSON}, body)


def changed(content: Any, depth: int = 0) -> Iterator[Any]:
    """The content with one value, wherever it lies, as something else or left out.

    >>> next(changed({"a": {"b": 1}})), len(list(changed({"a": {"b": 1}})))
    ({'a': None}, 18)
    """
    if not isinstance(content, Mapping) or depth == DEEPEST:
        return
    for key, value in content.items():
        yield from ({**content, key: other} for other in INSTEAD)
        yield {name: other for name, other in content.items() if name != key}
        yield from ({**content, key: deeper} for deeper in changed(value, depth + 1))


def _filled(template: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        template = template.replace("{" + name + "}", quote(value, safe=""))
    return template
