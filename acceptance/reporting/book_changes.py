"""What a book says otherwise than an earlier one, sentence by sentence."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance.outcome import ConfigurationError
from acceptance.text_file import text_of

SHAPE = 1
"""Of the data in a book; one of another shape is not compared."""
_DATA = re.compile(r'<script type="application/json" id="book">(.*?)</script>', re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")
_SAID = ("clause", "title", "obligation", "why", "evidence", "covers", "severity", "gap")
"""What a control says, in this order."""


@dataclass(frozen=True)
class Change:
    """One sentence that is another one, new or gone. `was` is empty for what is new, `now` for what is gone."""

    about: str
    part: str
    was: str
    now: str
    anchor: str


def kept_in(book: Path) -> dict[str, Any]:
    """The data of an earlier book.

    Raises:
        ConfigurationError: the file is no book, or one of another shape.
    """
    found = _DATA.search(text_of(book))
    try:
        data: dict[str, Any] = json.loads(found[1]) if found else {}
        if data["shape"] == SHAPE and {str(one["id"]) for one in data["controls"]} and list(data["scenarios"]):
            return dict(data)
    except (ValueError, TypeError, KeyError):
        pass
    raise ConfigurationError(
        f"{book} is no specification book that could be compared; give the file that `acceptance book` wrote then."
    )


def embedded(data: Mapping[str, Any]) -> str:
    """Data as it stands in a page: nothing in it ends the element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return re.sub(r"[<>&\u2028\u2029\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Every difference, controls first, then scenarios, in the order of the book; what is gone comes last."""
    return [*_of_controls(before["controls"], now["controls"]), *_of_scenarios(before["scenarios"], now["scenarios"])]


def _of_controls(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    was, is_ = ({str(one["id"]): one for one in several} for several in (before, now))
    for id_, one in is_.items():
        if id_ not in was:
            yield Change(id_, "control", "", f"{one['title']}: {one['obligation']}", id_)
            continue
        for part in _SAID:
            yield from _sentences(id_, part, was[id_].get(part), one.get(part), id_)
    for id_, one in was.items():
        if id_ not in is_:
            yield Change(id_, "control", f"{one['title']}: {one['obligation']}", "", "")


def _of_scenarios(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    was, is_ = ({(str(one["feature"]), str(one["name"])): one for one in several} for several in (before, now))
    for key, one in is_.items():
        about, anchor, lines = " > ".join(key), str(one["anchor"]), list(map(str, one["lines"]))
        if key not in was:
            yield Change(about, "scenario", "", "\n".join(lines), anchor)
        else:
            yield from _different(about, "scenario", list(map(str, was[key]["lines"])), lines, anchor)
    for key, one in was.items():
        if key not in is_:
            yield Change(" > ".join(key), "scenario", "\n".join(map(str, one["lines"])), "", "")


def _sentences(about: str, part: str, was: object, now: object, anchor: str) -> Iterator[Change]:
    yield from _different(about, part, _SENTENCE.split(str(was or "")), _SENTENCE.split(str(now or "")), anchor)


def _different(about: str, part: str, was: list[str], now: list[str], anchor: str) -> Iterator[Change]:
    """Each run of sentences that is another one, beside what stood in its place."""
    for what, a, b, c, d in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what != "equal":
            yield Change(about, part, "\n".join(was[a:b]), "\n".join(now[c:d]), anchor)
