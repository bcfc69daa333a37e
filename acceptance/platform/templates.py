"""The templates of a profile: filled with the suite's words, and places in what comes back.

What a template asks for and nothing gives makes a scenario *not assessed*, with the cause *binding*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jmespath

from acceptance.outcome import Cause, NotAssessed

OMIT: Any = object()
"""A word that leaves its place out of the message altogether."""
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
DOTTED = re.compile(r"[\w.-]*")
SQL_PLACEHOLDER = re.compile(r"(?<!%)%\(([a-z_]+)\)s")


def fill(template: Any, words: Mapping[str, Any]) -> Any:
    """A template with its placeholders filled; a string that is one placeholder takes the value as it is.

    >>> fill({"id": "{customer_id}", "features": "{features}"}, {"customer_id": "c-1", "features": {"age": 30}})
    {'id': 'c-1', 'features': {'age': 30}}

    Raises:
        NotAssessed: a placeholder has no word.
    """
    if isinstance(template, Mapping):
        filled = {key: fill(value, words) for key, value in template.items()}
        return {key: value for key, value in filled.items() if value is not OMIT}
    if isinstance(template, list):
        return [fill(value, words) for value in template]
    if not isinstance(template, str):
        return template
    whole = PLACEHOLDER.fullmatch(template)
    if whole:
        return given_word(words, whole.group(1))
    return PLACEHOLDER.sub(lambda match: str(given_word(words, match.group(1))), template)


def given_word(words: Mapping[str, Any], name: str) -> Any:
    """The word that a template asks for.

    Raises:
        NotAssessed: nothing gives it.
    """
    if name not in words:
        raise NotAssessed(f"a template of the profile asks for {{{name}}}, which nothing gives here", Cause.BINDING)
    return words[name]


def dig(content: Any, place: str) -> Any:
    """The value at a place in parsed JSON, or None when the place is empty.

    A place is dotted, where a number indexes a list, or else a JMESPath expression (jmespath.org).

    >>> dig({"model": {"version": "3"}}, "model.version")
    '3'
    >>> dig({"parts": [{"part": "books", "state": "yes"}]}, "parts[?part=='books'].state | [0]")
    'yes'
    """
    if DOTTED.fullmatch(place) is None:
        return _expression(place).search(content)
    for part in place.split(".") if place else []:
        if isinstance(content, Mapping):
            content = content.get(part)
        elif isinstance(content, list) and part.isdigit() and int(part) < len(content):
            content = content[int(part)]
        else:
            return None
    return content


@lru_cache(maxsize=256)
def _expression(place: str) -> Any:
    return jmespath.compile(place)
