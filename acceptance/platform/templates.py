"""The templates of a profile: filled with the suite's words.

What a template asks for and nothing gives makes a scenario *not assessed*, with the cause *binding*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from acceptance.outcome import Cause, NotAssessed

OMIT: Any = object()
"""A word that leaves its place out of the message altogether."""
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
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
