"""Joins the three files of a profile: the environment's names the product's and the agreements', and completes both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance.outcome import ConfigurationError
from acceptance.profile.files import File, below, home, homes, may_be_missing
from acceptance.profile.model import Profile
from acceptance.yaml_document import Document, Place, nearest, read_document

NAMED_BY = {"platform": File.PLATFORM, "agreements": File.AGREEMENTS}
"""The keys of the environment's file that name the other two."""
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True)
class Joined(Document):
    """What the files of a profile say together. `path` is the environment's.

    Attributes:
        parts: the file for each kind; the environment's stands for those that it does not name.
        left_aside: places that complete a block which the file it belongs to does not have.
    """

    parts: Mapping[File, Document]
    left_aside: tuple[Place, ...]

    def fault(self, place: Place, sentence: str) -> ConfigurationError:
        """An error that names the file in which the place stands, or would have to stand."""
        holding = [part for part in self.documents if place in part.lines]
        part = holding[0] if holding else self.parts[home(Profile, place)]
        return part.fault(place, sentence)

    @property
    def documents(self) -> list[Document]:
        """Each file once."""
        return list({part.path: part for part in self.parts.values()}.values())

    def misplaced(self) -> list[ConfigurationError]:
        """What stands in a file to which it does not belong, or completes what is nowhere."""
        faults = [fault for part in self.documents for fault in self._strangers(part, Profile, File.ENVIRONMENT, ())]
        return faults + [self._loose(place) for place in self.left_aside if place in self._environment.lines]

    @property
    def _environment(self) -> Document:
        return self.parts[File.ENVIRONMENT]

    def _strangers(self, part: Document, kind: Any, file: File, place: Place) -> Iterator[ConfigurationError]:
        for key, value in _at(part.content, place).items():
            found, here = below(kind, key, file), (*place, key)
            if found is None:
                continue  # told as an unknown key
            right, *more = {self.parts[one].path: self.parts[one] for one in homes(value, *found)}.values()
            if more:
                yield from self._strangers(part, *found, here)
            elif part is not right:
                yield part.fault(here, _move(right, here))

    def _loose(self, place: Place) -> ConfigurationError:
        path = self.parts[home(Profile, place)].path
        return self._environment.fault(place, f"it completes a block that {path} does not have; add it there")


def join(path: Path) -> Joined:
    """The files of the environment whose file is at `path`, read and laid together, not yet checked.

    Raises:
        ConfigurationError: a file cannot be read, or one that is named is not there.
    """
    environment = _read(path)
    parts = {File.ENVIRONMENT: environment}
    faults = []
    for key, file in NAMED_BY.items():
        try:
            parts[file] = _named(environment, key, file)
        except ConfigurationError as error:
            faults.append(error.sentence)
    if faults:
        raise ConfigurationError("\n".join(faults))
    content: dict[str, Any] = {}
    lines: dict[Place, int] = {}
    for part in {part.path: part for part in parts.values()}.values():
        content = _merged(content, part.content)
        lines = {**part.lines, **lines}
    kept, left = _completed(content, parts, Profile, File.ENVIRONMENT, ())
    return Joined(path, kept, lines, parts, tuple(left))


def read_environment(path: Path) -> Document:
    """The environment's file alone."""
    return _read(path)


def split(content: Mapping[str, Any]) -> dict[File, dict[str, Any]]:
    """What belongs into each of the files, of a profile or a part of one."""
    found: dict[File, dict[str, Any]] = {}
    for place, its, value in _leaves(content, Profile, File.ENVIRONMENT, ()):
        node = found.setdefault(its, {})
        *around, last = map(str, place)
        for part in around:
            node = node.setdefault(part, {})
        node[last] = value
    return found


def folder_of_agreements(path: Path) -> Path:
    """Where the files lie that agreements name: beside the file that holds them."""
    return path.parent.parent / File.AGREEMENTS.value if _read(path).content.get("agreements") else path.parent


def _named(environment: Document, key: str, file: File) -> Document:
    name = environment.content.get(key)
    if name is None:
        return environment
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise environment.fault((key,), f"write the name of a file in {file.value}/, without folder and ending")
    folder = environment.path.parent.parent / file.value
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = sorted(one.stem for one in folder.glob("*.yaml"))
        raise environment.fault((key,), f"there is no file {path}; {nearest(name, known)}")
    return _read(path)


def _read(path: Path) -> Document:
    document = read_document(path)
    if not isinstance(document.content, dict):
        raise document.fault((), f"a profile is a map of keys, this file holds {_told(document.content)}")
    return document


def _told(content: Any) -> str:
    """What stands in a file that is no profile."""
    return "nothing" if content is None else "a list" if isinstance(content, list) else "a single value"


def _merged(first: Any, second: Any) -> Any:
    if isinstance(first, dict) and isinstance(second, dict):
        return {
            **{key: _merged(value, second[key]) if key in second else value for key, value in first.items()},
            **{key: value for key, value in second.items() if key not in first},
        }
    return second if first is None else first


def _completed(
    content: Mapping[str, Any], parts: Mapping[File, Document], kind: Any, file: File, place: Place
) -> tuple[dict[str, Any], list[Place]]:
    """The content without blocks that the file they belong to does not have, and the places of these."""
    kept: dict[str, Any] = {}
    left: list[Place] = []
    for key, value in content.items():
        found, here = below(kind, key, file), (*place, key)
        if found is None or not isinstance(value, dict):
            kept[key] = value
        elif may_be_missing(kind, key) and not isinstance(_at(parts[found[1]].content, here), dict):
            left.append(here)
        else:
            kept[key], more = _completed(value, parts, *found, here)
            left += more
    return kept, left


def _leaves(content: Mapping[str, Any], kind: Any, file: File, place: Place) -> Iterator[tuple[Place, File, Any]]:
    for key, value in content.items():
        found, here = below(kind, key, file), (*place, key)
        if found is not None and len(homes(value, *found)) > 1:
            yield from _leaves(value, *found, here)
        else:
            yield here, next(iter(homes(value, *found))) if found else file, value


def _at(content: Any, place: Place) -> Any:
    for part in place:
        content = content.get(part) if isinstance(content, dict) else None
    return content


def _move(right: Document, place: Place) -> str:
    if place in right.lines:
        return f"it stands on line {right.lines[place]} of {right.path} already, where it belongs; remove it here"
    return f"it belongs into {right.path}; move it there"
