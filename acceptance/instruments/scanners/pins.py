"""What a platform installs, from its requirements files: each package in its exact version, and what is not exact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from acceptance.instruments.scanners.result import Blind

_COMMENT = re.compile(r"(^|\s)#.*$")
_INCLUDED = re.compile(r"(?:-r|--requirement)[\s=]*(\S+)")
_OWN = re.compile(r"(-e|--editable)\b|^\.{0,2}/|^\.$|^file:")
_OPTIONS_OF_A_LINE = re.compile(r"\s--(hash|config-settings|global-option)[\s=]\S+")


@dataclass(frozen=True)
class Pin:
    """A package in its exact version, and where that is written."""

    name: str
    version: str
    place: str


@dataclass(frozen=True)
class Loose:
    """A line that does not say which version is installed, and why."""

    text: str
    place: str
    why: str


@dataclass(frozen=True)
class Pins:
    """All that the files say. `own` counts lines that install the platform's own code, which has no advisories."""

    exact: tuple[Pin, ...]
    loose: tuple[Loose, ...]
    own: int = 0


def read_pins(paths: list[Path]) -> Pins:
    """Reads requirements files, and those that they include.

    Raises:
        Blind: a file is missing, cannot be read, or none of them names any package.
    """
    exact: dict[tuple[str, str], Pin] = {}
    loose: list[Loose] = []
    own = 0
    for place, line in _lines(paths):
        read = _read(line, place)
        if isinstance(read, Pin):
            exact.setdefault((read.name, read.version), read)
        elif isinstance(read, Loose):
            loose.append(read)
        else:
            own += 1
    if not exact and not loose:
        raise Blind(f"no package is named in {', '.join(path.name for path in paths) or 'any file'}")
    return Pins(tuple(exact.values()), tuple(loose), own)


def _lines(paths: list[Path]) -> Iterator[tuple[str, str]]:
    """Each requirement with its place; continued lines are one, options of the whole file are left out."""
    waiting, seen = list(paths), set[Path]()
    while waiting:
        path = waiting.pop(0)
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        for number, line in _whole_lines(path):
            if included := _INCLUDED.match(line):
                waiting.append(path.parent / included[1])
            elif line and (not line.startswith("-") or _OWN.match(line)):
                yield f"{path.name}:{number}", line


def _whole_lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Blind(f"{path.name} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}") from None
    begun, first = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        first = first if begun else number
        begun += _COMMENT.sub("", line)
        if begun.endswith("\\"):
            begun = begun[:-1] + " "
            continue
        yield first, begun.strip()
        begun = ""
    if begun:
        yield first, begun.strip()


def _read(line: str, place: str) -> Pin | Loose | None:
    """None is the platform's own code."""
    if _OWN.match(line):
        return None
    text = _OPTIONS_OF_A_LINE.sub("", line).strip()
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        return Loose(text, place, "it is not written as packages are named")
    if requirement.url:
        return Loose(text, place, "it comes from an address, which no list of advisories knows")
    versions = list(requirement.specifier)
    if len(versions) != 1 or versions[0].operator not in ("==", "===") or "*" in versions[0].version:
        return Loose(text, place, "its version is not fixed")
    try:
        return Pin(canonicalize_name(requirement.name), str(Version(versions[0].version)), place)
    except InvalidVersion:
        return Loose(text, place, "its version is none that can be compared")
