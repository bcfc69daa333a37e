"""Scenarios as they are written, word by word: for whoever wants to read one without opening its file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from acceptance.catalogue.needs import without_row
from acceptance.specification import feature_files, shown
from acceptance.text_file import text_of

_TAG = re.compile(r"@([A-Za-z0-9._-]+)")
_BLOCK = re.compile(r"(Feature|Rule|Background|Scenario|Examples)\b([^:]*):\s*(.*)")
_PLACEHOLDER = re.compile(r"<[^<>]+>")
_QUOTES = ('"""', "'''", "```")


@dataclass(frozen=True)
class Text:
    """One scenario, an outline with its examples, in its file.

    Attributes:
        place: its file and line, such as `features/x.feature:12`.
        tags: with those of its feature, its rule and its examples.
        lines: as they stand in the file, from the first to the last, without tags above it.
        story: what its feature says below its name.
        background: the steps that its feature, and its rule, have before each scenario.
    """

    feature: str
    name: str
    place: str
    tags: frozenset[str]
    lines: tuple[str, ...]
    story: tuple[str, ...] = ()
    background: tuple[str, ...] = ()

    def runs_as(self, feature: str, name: str) -> bool:
        """Whether a scenario of a run is this one, or one row of its examples.

        >>> text = Text("F", "At <age> years", "f:1", frozenset(), ())
        >>> text.runs_as("F", "At 17 years [1.2]"), text.runs_as("F", "At night")
        (True, False)
        """
        words = map(re.escape, _PLACEHOLDER.split(self.name))
        return feature == self.feature and re.fullmatch(".*".join(words), without_row(name)) is not None

    def stands_at(self, place: str) -> bool:
        """Whether this place, such as `features/x.feature:14`, lies inside it."""
        file, _, line = place.rpartition(":")
        own, _, first = self.place.rpartition(":")
        return file == own and line.isdecimal() and 0 <= int(line) - int(first) < len(self.lines)


def texts(files: Iterable[Path] | None = None) -> list[Text]:
    """Every scenario of some features; by default of the specification, and of what is added to it.

    Raises:
        ConfigurationError: a folder of features is missing.
    """
    return [text for file in (feature_files() if files is None else files) for text in _texts(file)]


def _texts(file: Path) -> Iterator[Text]:
    """Each scenario of one file. What stands between quotes is part of a step, whatever it looks like."""
    feature, above, inherited, open_quote = "", set[str](), {"Feature": set[str](), "Rule": set[str]()}, ""
    name, tags, lines, begun = "", set[str](), list[str](), 0
    story: list[str] = []
    before: dict[str, list[str]] = {"Feature": [], "Rule": []}
    block_lines, inside = story, "Feature"

    def made() -> Iterator[Text]:
        if begun:
            whole = tuple("\n".join(lines).rstrip().split("\n"))
            background = (*_trimmed(before["Feature"]), *_trimmed(before["Rule"]))
            yield Text(feature, name, f"{shown(file)}:{begun}", frozenset(tags), whole, _trimmed(story), background)

    for number, line in enumerate(text_of(file).splitlines(), 1):
        bare = line.strip()
        if open_quote or bare.startswith(_QUOTES):
            open_quote = "" if open_quote and bare.startswith(open_quote) else open_quote or bare[:3]
            block_lines.append(line)
            continue
        if bare.startswith("@"):
            above |= set(_TAG.findall(bare))
            continue
        block = _BLOCK.match(bare)
        match block[1] if block else "":
            case "Feature" | "Rule" | "Background" as kind if block:
                yield from made()
                feature = block[3] if kind == "Feature" else feature
                inherited |= {kind: above}
                begun, above = 0, set()
                if kind == "Rule":
                    before["Rule"] = []
                inside = inside if kind == "Background" else kind
                block_lines = {"Feature": story, "Rule": [], "Background": before[inside]}[kind]
                continue
            case "Scenario" if block:
                yield from made()
                name, lines, begun = block[3], [], number
                block_lines = lines
                tags, above = above | inherited["Feature"] | inherited["Rule"], set()
            case "Examples":
                tags |= above
                above = set()
        if bare or block_lines:
            block_lines.append(line)
    yield from made()


def _trimmed(lines: list[str]) -> tuple[str, ...]:
    """Less the lines at the end that are empty, or say nothing to a reader."""
    told = [line for line in lines if not line.strip().startswith("#")]
    return tuple("\n".join(told).rstrip().split("\n")) if any(map(str.strip, told)) else ()
