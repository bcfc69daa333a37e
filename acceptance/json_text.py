"""Reads JSON that others wrote, so that nothing but ValueError can come of it, however odd it is."""

from __future__ import annotations

import json
import math
from typing import Any


def loads(text: str | bytes) -> Any:
    """What JSON says, read as leniently as the protocols in between do: the last of two equal keys counts.

    Raises:
        ValueError: it is none, or is nested deeper than anybody nests.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def strictly(text: str | bytes) -> Any:
    """What JSON says that can be read in one way only.

    Raises:
        ValueError: it is none, a key stands there twice, a number is none or endless, or it is nested too deep.
    """
    try:
        return json.loads(
            text.decode("utf-8") if isinstance(text, bytes) else text,
            object_pairs_hook=_unique,
            parse_constant=_finite,
            parse_float=_finite,
        )
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def told(error: ValueError) -> str:
    """Why a text is no JSON, as half a sentence."""
    if isinstance(error, json.JSONDecodeError):
        return f"it is cut off or something else, line {error.lineno} column {error.colno}"
    return str(error) if str(error).startswith(("it ", "the key ")) or "no number" in str(error) else "it is no JSON"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands there twice")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no number")
    return number
