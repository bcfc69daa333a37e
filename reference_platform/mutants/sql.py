"""Single-point changes of SQL, as text: of statements that a program sends, and of the bodies of functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SQL = re.compile(r"\s*(select|insert|update|delete|with|merge)\s", re.IGNORECASE)
_NOT_CODE = re.compile(r"--[^\n]*|'(?:[^']|'')*'|/\*.*?\*/", re.DOTALL)
_OTHER = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "<>": "=", "=": "<>"}
_COMPARISON = re.compile(r"(?<![<>=:!-])(<=|>=|<>|<|>|=)(?![<>=])")
_WORD = re.compile(r"\b(where|and|or|if|elsif|when|on|having|set|then|select|values|by|case|begin|using|limit)\b|:=")
_JUDGED_AFTER = ("where", "and", "or", "if", "elsif", "when", "on", "having")
"""After these words an equal sign compares; after others it may set."""
_PATTERNS = (
    ("condition", re.compile(r"\bnot exists\b"), "exists"),
    ("condition", re.compile(r"(?<!not )\bexists\b"), "not exists"),
    ("condition", re.compile(r"\bis not null\b"), "is null"),
    ("condition", re.compile(r"\bis null\b"), "is not null"),
    ("condition", re.compile(r"\bnot found\b"), "found"),
    ("condition", re.compile(r"(?<!not )\bfound\b"), "not found"),
    ("boolean", re.compile(r"\bor\b(?! replace)"), "and"),
    ("sort", re.compile(r"\bdesc\b"), "asc"),
)
_AND = re.compile(r"\band\b")
_INTEGER = re.compile(r"(?<![\w$.])\d+(?![\w.])")
_STATEMENT = re.compile(r"(?<=;|\n)(?P<indent>\s*)(?P<text>(?:insert into|update|delete from|perform|raise) [^;]*);")


@dataclass(frozen=True)
class SqlEdit:
    """A piece of the text from `begin`, and what stands there instead."""

    kind: str
    begin: int
    old: str
    new: str

    def told(self, text: str) -> str:
        """What changes in words: the line, and the piece of it."""
        line = text[text.rfind("\n", 0, self.begin) + 1 :].split("\n", 1)[0].strip()
        return f"in `{line}`: {' '.join(self.old.split())}"

    def made(self, text: str) -> str:
        """The text with the change."""
        return text[: self.begin] + self.new + text[self.begin + len(self.old) :]


def is_sql(text: str) -> bool:
    """Whether a constant of a program is a statement."""
    return bool(_SQL.match(text))


def edits(text: str) -> list[SqlEdit]:
    """Every change of a text, in its order; nothing within its comments and its literals changes."""
    code = _NOT_CODE.sub(lambda found: " " * len(found[0]), text)
    return sorted(_found(code, text), key=lambda one: (one.begin, one.kind))


def _found(code: str, text: str) -> Iterator[SqlEdit]:
    for one in _COMPARISON.finditer(code):
        if _last_word(code, one.start()) in _JUDGED_AFTER:
            yield SqlEdit("compare", one.start(), one[0], _OTHER[one[0]])
    for one in _AND.finditer(code):
        if "between" not in code[max(0, one.start() - 40) : one.start()]:
            yield SqlEdit("boolean", one.start(), one[0], "or")
    for kind, pattern, new in _PATTERNS:
        for one in pattern.finditer(code):
            yield SqlEdit(kind, one.start(), one[0], new)
    for one in _INTEGER.finditer(code):
        yield SqlEdit("constant", one.start(), one[0], str(int(one[0]) + 1))
    for one in _STATEMENT.finditer(code):
        begin, end = one.span("text")
        yield SqlEdit("removed", begin, text[begin:end], "null")


def _last_word(code: str, end: int) -> str:
    words = _WORD.findall(code[:end].lower())
    return words[-1] if words else ""
