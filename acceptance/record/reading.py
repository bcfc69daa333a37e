"""Reads a record only as far as it can be trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Container
from pathlib import Path

from acceptance.record.grammar import out_of_order
from acceptance.record.ledger import Head, Line, content_of, lines_in
from acceptance.record.verify import Damage, verified

_OF_A_SCENARIO = re.compile(rb'\{"seq":\d+,"time":"[^"]*","kind":"\w+","scenario":("(?:[^"\\]|\\.)*")')


def lines_about(path: Path, scenarios: Container[str]) -> list[Line]:
    """The lines of a record that was verified, those of other scenarios left out.

    Raises:
        AcceptanceError: there is no record.
    """
    content = content_of(path)
    if b'"kind":"torn_line"' in content:  # which names the line before it, so that none may be left out
        return [one for one in lines_in(content, path) if one.scope is None or one.scope.scenario in scenarios]
    *whole, _ = content.split(b"\n")  # behind the last newline stands nothing, or a line that is still being written
    kept = [raw for raw in whole if (found := _OF_A_SCENARIO.match(raw)) is None or json.loads(found[1]) in scenarios]
    return list(lines_in(b"\n".join([*kept, b""]), path))


def trusted(path: Path, expected: Head | None = None) -> tuple[list[Line], Damage | None]:
    """The lines before the first one that cannot be trusted, and that one, if there is any.

    Args:
        expected: how far the record reached when it was sealed, where that is known.

    Raises:
        AcceptanceError: there is no record.
    """
    content = content_of(path)
    damage = verified(content, expected)
    if damage is not None:
        content = b"".join(line + b"\n" for line in content.split(b"\n")[: damage.line - 1])
    lines = list(lines_in(content, path))
    disorder = out_of_order(lines)
    if disorder is None:
        return lines, damage
    return [line for line in lines if line.number < disorder.line], disorder
