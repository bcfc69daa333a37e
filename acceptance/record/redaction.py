"""The one point that everything written passes: secrets, canaries and card numbers leave it as their ids.

A value is registered once, with the id under which it may be spoken of, and is then found raw and in the
encodings in which it usually travels: percent, form, JSON, HTML and Python escapes, hexadecimal, and Base64
at each of the three places where it can start inside a longer text (as in a Basic authorization header).
"""

from __future__ import annotations

import base64
import html
import json
import math
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

FRESH = 200
"""Spellings that are searched for beside the others until there are so many; compiling all of them takes a while."""
PATTERNS = 8
"""So many are searched for one after the other before they are made into one."""
SHORTEST = 4
"""Characters. A shorter value cannot be searched for: it occurs everywhere by chance."""


class Redactor:
    """Replaces registered values by their ids. May be shared by threads: what is registered holds for later texts.

    >>> redactor = Redactor()
    >>> redactor.register("s3cret-value", "SCORER_TOKEN")
    >>> redactor.text("Bearer s3cret-value")
    'Bearer [redacted SCORER_TOKEN]'
    """

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._compiled: list[re.Pattern[str]] = []
        self._fresh: list[str] = []
        self._waiting: list[str] = []
        self._told: Callable[[str, str], None] | None = None
        self._changing = threading.RLock()

    def register(self, value: str, identifier: str) -> None:
        """Makes `value` unspeakable; `identifier` is written in its place.

        Raises:
            ValueError: the value is shorter than four characters, or the identifier contains it.
        """
        if len(value) < SHORTEST:
            raise ValueError(f"{identifier} has {len(value)} characters; too few to redact")
        if value in identifier:
            raise ValueError("the id of a secret must not contain the secret")
        with self._changing:
            for spelling in set(_spellings(value)) - self._ids.keys():
                self._ids[spelling] = identifier
                self._waiting.append(spelling)
        if self._told is not None:
            self._told(value, identifier)

    def tell(self, told: Callable[[str, str], None]) -> None:
        """Has another process know, too: `told` is called with every value and its id from now on."""
        self._told = told

    def text(self, text: str) -> str:
        """`text` without any registered value."""
        if self._waiting:  # several are registered one after the other
            with self._changing:
                self._compile()
        for pattern in self._compiled:
            text = pattern.sub(lambda found: f"[redacted {self._ids[found[0]]}]", text)
        return text

    def long_text(self, text: str) -> str:
        """As `text`, for megabytes: it takes a second for each few of them, however many values there are."""
        begins: dict[str, list[str]] = {}
        for spelling in sorted(self._ids, key=len, reverse=True):
            begins.setdefault(spelling[:SHORTEST], []).append(spelling)
        parts, done, at, last = [], 0, 0, len(text) - SHORTEST
        while at <= last:
            known = begins.get(text[at : at + SHORTEST])
            found = next((one for one in known if text.startswith(one, at)), None) if known else None
            if found is None:
                at += 1
                continue
            parts += [text[done:at], f"[redacted {self._ids[found]}]"]
            done = at = at + len(found)
        return "".join([*parts, text[done:]])

    @property
    def longest(self) -> int:
        """Characters of the longest spelling: so much of a text that was cut may be the rest of a value."""
        return max(map(len, self._ids), default=0)

    def _compile(self) -> None:
        """Adds what is waiting: in a small pattern of its own, or to all when there is much of it or it overlaps.

        The list of patterns is made anew, never changed: another thread may be going through it.
        """
        if not self._waiting:  # another thread was quicker
            return
        self._fresh += self._waiting
        # A long value is replaced before a shorter one within it, so both must be in one pattern.
        overlaps = any(known.search(spelling) for known in self._compiled for spelling in self._waiting)
        if overlaps or not self._compiled or len(self._fresh) >= FRESH:
            self._compiled, self._fresh = [_alternatives(self._ids)], []
        elif len(self._compiled) > PATTERNS:
            self._compiled = [self._compiled[0], _alternatives(self._fresh)]
        else:
            self._compiled = [*self._compiled, _alternatives(self._waiting)]
        self._waiting = []

    def data(self, data: Any) -> Any:
        """A JSON-like value without any registered value, in keys, texts and numbers alike."""
        if isinstance(data, str):
            return self.text(str(data))
        if isinstance(data, dict):
            return {self.text(str(key)): self.data(value) for key, value in data.items()}
        if isinstance(data, list | tuple | set | frozenset):
            return [self.data(value) for value in data]
        if data is None or isinstance(data, bool):
            return data
        if isinstance(data, int | float):
            spoken = self.text(str(data))
            return data if spoken == str(data) and math.isfinite(data) else spoken
        return self.text(str(data))


def _alternatives(spellings: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(spellings, key=len, reverse=True))))


def holds_any(text: str, values: Iterable[str]) -> bool:
    """Whether a text holds one of the values, plainly or encoded, in its own case or all in one.

    >>> holds_any("customer=c2FtcGxlLXZhbHVl", ["sample-value"])
    True
    >>> holds_any("CUSTOMER=SAMPLE-VALUE", ["sample-value"])
    True
    """
    finder = Redactor()
    for value in values:
        for spelling in {value, value.lower(), value.upper()}:
            finder.register(spelling, "?")
    return finder.text(text) != text


def _spellings(value: str) -> Iterator[str]:
    raw = value.encode()
    yield value
    yield quote(value, safe="")
    yield quote(value)
    yield quote_plus(value)
    yield _lower_percents(quote(value, safe=""))
    yield _lower_percents(quote_plus(value))
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield html.escape(value)
    yield html.escape(value, quote=False)
    yield repr(value)[1:-1]
    yield repr(raw)[2:-1]
    yield raw.hex()
    yield raw.hex().upper()
    yield from _base64_spellings(raw)


def _lower_percents(quoted: str) -> str:
    return re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), quoted)


def _base64_spellings(raw: bytes) -> Iterator[str]:
    """What of a Base64 text depends on `raw` alone, for each of the three offsets at which it can start."""
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + raw).decode().rstrip("=")
        spoilt_at_start = (0, 2, 3)[offset]
        spoilt_at_end = 0 if (offset + len(raw)) % 3 == 0 else 1
        sure = encoded[spoilt_at_start : len(encoded) - spoilt_at_end]
        if len(sure) >= SHORTEST:
            yield sure
            yield sure.replace("+", "-").replace("/", "_")


redactor = Redactor()
"""The one of this process."""


def register(value: str, identifier: str) -> None:
    """Registers a value with the redactor of this process; see `Redactor.register`."""
    redactor.register(value, identifier)
