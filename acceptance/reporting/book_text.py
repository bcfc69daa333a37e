"""A scenario as it stands in its file, taken apart for a page: sentences, tables, and texts between quotes."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_KEYWORDS = (
    "Given", "When", "Then", "And", "But", "*",
    "Étant donné que", "Étant donné qu'", "Étant donné", "Quand", "Lorsque", "Alors", "Et", "Mais",
)  # fmt: skip
_EXAMPLES = re.compile(r"(Examples|Exemples)\b\s*:\s*(.*)")
_TITLE = re.compile(r"(Scenario( Outline)?|Scénario|Plan du scénario)\s*:")
_QUOTES = ('"""', "'''", "```")


@dataclass(frozen=True)
class Part:
    """A piece of a scenario.

    Attributes:
        kind: `step`, `examples`, `told` (words of its own), `table` or `quote`.
        keyword: of a step, such as `Given`.
        rows: of a table, its headings first.
    """

    kind: str
    words: str = ""
    keyword: str = ""
    rows: tuple[tuple[str, ...], ...] = field(default=())


def parts(lines: Iterable[str]) -> tuple[Part, ...]:
    """The pieces of a scenario in their order; its title and comments are left out."""
    return tuple(_joined(_pieces(textwrap.dedent("\n".join(lines)).splitlines())))


def title(lines: Iterable[str]) -> str:
    """The words of the first line behind its keyword."""
    return next(iter(lines), "").partition(":")[2].strip()


def _pieces(lines: Iterable[str]) -> Iterator[Part]:
    quote, inside = "", list[str]()
    for line in lines:
        bare = line.strip()
        if quote:
            if bare.startswith(quote):
                yield Part("quote", textwrap.dedent("\n".join(inside)))
                quote, inside = "", []
            else:
                inside.append(line)
        elif bare.startswith(_QUOTES):
            quote = bare[:3]
        elif bare and not bare.startswith(("#", "@")) and not _TITLE.match(bare):
            yield _piece(bare)
    if inside:
        yield Part("quote", textwrap.dedent("\n".join(inside)))


def _piece(bare: str) -> Part:
    if bare.startswith("|"):
        cells = re.split(r"(?<!\\)\|", bare)[1:-1]
        return Part("table", rows=(tuple(one.strip().replace(r"\|", "|") for one in cells),))
    if found := _EXAMPLES.match(bare):
        return Part("examples", found[2])
    for keyword in _KEYWORDS:
        if bare.startswith(keyword if keyword.endswith("'") else f"{keyword} "):
            return Part("step", bare[len(keyword) :].strip(), keyword)
    return Part("told", bare)


def _joined(pieces: Iterable[Part]) -> Iterator[Part]:
    """Rows of one table as one piece, and lines of one text too."""
    held: Part | None = None
    for one in pieces:
        if held is not None and held.kind == one.kind == "table":
            held = Part("table", rows=held.rows + one.rows)
        elif held is not None and held.kind == one.kind == "told":
            held = Part("told", f"{held.words} {one.words}")
        else:
            if held is not None:
                yield held
            held = one
    if held is not None:
        yield held
