"""A text as a person or a program reads it: with its own notation undone."""

from __future__ import annotations

import base64
import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from acceptance import json_text

MARKUP = re.compile(r"<[^<>]*>")
ESCAPED = re.compile(r"\\\\?u([0-9a-fA-F]{4})")
ENCODED = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
MOST_TRIED = 2_000
"""Words of one text that are tried as base64."""


def as_read(text: str) -> list[str]:
    """The forms in which a text is read: as it stands, without its markup and escapes, and what it encodes.

    >>> as_read("<b>4000</b>&nbsp;<b>2212</b>")[2]
    '4000 2212'
    """
    plain = _undone(text)
    forms = [text, plain, MARKUP.sub("", plain), MARKUP.sub(" ", plain), *_leaves_of(text), *_encoded_in(plain)]
    return [*dict.fromkeys(form for form in forms if any(letter.isdigit() for letter in form))]


def _undone(text: str) -> str:
    """A text without escapes of JSON, of addresses and of HTML, and with one form of each digit and blank."""
    for undo in (unquote, html.unescape, lambda one: ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), one)):
        text = undo(text)
    return "".join(
        letter for letter in unicodedata.normalize("NFKC", _digits(text)) if unicodedata.category(letter) != "Cf"
    )


def _digits(text: str) -> str:
    """A text with the digits of every script as the usual ones."""
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def _leaves_of(text: str) -> Iterator[str]:
    """All values of JSON one behind the other, and those of each list and object by itself without anything between."""
    for line in (text, *text.splitlines()):
        try:
            content = json_text.loads(line)
        except ValueError:
            continue
        if isinstance(content, dict | list):
            yield " ".join(_values(content))
            yield from _joined(content)


def _values(node: Any) -> Iterator[str]:
    for one in node.values() if isinstance(node, dict) else node:
        if isinstance(one, dict | list):
            yield from _values(one)
        elif one is not None:
            yield _digits(str(one))


def _joined(node: Any) -> Iterator[str]:
    inside = node.values() if isinstance(node, dict) else node
    if all(not isinstance(one, dict | list) for one in inside):
        yield "".join(_digits(str(one)) for one in inside if not isinstance(one, bool | None))
    for one in inside:
        if isinstance(one, dict | list):
            yield from _joined(one)


def _encoded_in(text: str) -> Iterator[str]:
    """What words of a text are in base64, where that is text again."""
    for word in ENCODED.findall(text)[:MOST_TRIED]:
        bare = word.rstrip("=").replace("+", "-").replace("/", "_")
        try:
            found = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4)).decode("ascii")
        except ValueError:
            continue
        if found.isprintable():
            yield found
