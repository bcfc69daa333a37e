"""The key of a claim: all that may have made the scenarios catch the defect, so that a change of it is seen.

A key is a digest over named parts. The parts are kept on this machine, under the key; so what has changed can be named.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from acceptance.catalogue import kept
from acceptance.catalogue.catalogue import Control
from acceptance.catalogue.code import GONE, Sources
from acceptance.yaml_document import read_document

JUDGES = (
    "acceptance/proof/judgement.py",
    "acceptance/record/weighing.py",
    "acceptance/runner/wanted.py",
)
"""The files that judge what came of a defect; they do it where no scenario runs."""
UNKNOWN = "what it was is not known on this machine"
_KIND = "keys"
_BLOCK, _PROCESS = "profile ", "process "


@dataclass(frozen=True)
class Basis:
    """What a claim rests on: its defect, its scenarios (`feature > name`), and what these executed and read."""

    defect: str
    controls: tuple[str, ...]
    scenarios: tuple[str, ...]
    executed: frozenset[str]

    def as_json(self) -> dict[str, Any]:
        return {
            "defect": self.defect,
            "controls": list(self.controls),
            "scenarios": list(self.scenarios),
            "executed": sorted(self.executed),
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Basis:
        return cls(told["defect"], tuple(told["controls"]), tuple(told["scenarios"]), frozenset(told["executed"]))


@dataclass
class Now:
    """Everything that keys are made of, as it is now.

    Args:
        scenarios: the text of each scenario, by `feature > name`.
        defects: what a platform's list says of each of its defects that matters to a claim.
        controls: the catalogue.
        profile: the file of the platform's profile.
    """

    scenarios: Mapping[str, str]
    defects: Mapping[str, str]
    controls: Mapping[str, Control]
    profile: Path
    sources: Sources = field(default_factory=Sources)
    _code: dict[frozenset[str], dict[str, str]] = field(default_factory=dict)
    _blocks: dict[str, str] = field(default_factory=dict)

    def parts(self, basis: Basis) -> dict[str, str]:
        """Each part of the key -> its digest."""
        functions = frozenset(one for one in basis.executed if ":" in one)
        if functions not in self._code:
            self._code[functions] = self.sources.code_parts(functions)
        started = [one.removeprefix(_PROCESS) for one in basis.executed if one.startswith(_PROCESS)]
        files = {*JUDGES, *(place for module in started for place in self.sources.closure(module))}
        blocks = sorted(one.removeprefix(_BLOCK) for one in basis.executed if one.startswith(_BLOCK))
        return {
            **self._code[functions],
            **self.sources.whole_files(sorted(files)),
            **{f"scenario {name}": digest(self.scenarios.get(name, GONE)) for name in basis.scenarios},
            **{f"profile block {name}": self._block(name) for name in blocks},
            **{f"catalogue entry {name}": self._entry(name, basis.defect) for name in basis.controls},
            f"defect {basis.defect}": digest(self.defects.get(basis.defect, GONE)),
            "version of Python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        }

    def where(self, part: str) -> str:
        """A part in words, with the place where it stands."""
        kind, _, name = part.partition(" ")
        if kind == "function":
            place, _, function = name.partition(":")
            source = self.sources.get(place)
            return f"{function} in {place}:{source.line(function)}" if source else f"{place}, which is gone"
        return f"the code of {name} outside its functions" if kind == "file" else part

    def _entry(self, control: str, defect: str) -> str:
        entry = self.controls.get(control)
        return digest(f"{entry.production}\0{entry.catches.get(defect, GONE)}") if entry else GONE

    def _block(self, name: str) -> str:
        """A block of the profile, and the files beside it that it names."""
        if name not in self._blocks:
            content = read_document(self.profile).content.get(name)
            named = [self.profile.parent / text for text in _texts(content) if _is_a_name(text)]
            files = [path.read_bytes().hex() for path in named if path.is_file()]
            self._blocks[name] = digest(json.dumps([content, files], sort_keys=True, default=str))
        return self._blocks[name]


def digest(text: str) -> str:
    """SHA-256, as much of it as is needed to tell parts from one another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def new_key(basis: Basis, now: Now) -> str:
    """The key of a claim made now; its parts are kept."""
    parts = now.parts(basis)
    key = key_of(parts)
    kept.keep(_KIND, key, {"basis": basis.as_json(), "parts": parts})
    return key


def key_of(parts: Mapping[str, str]) -> str:
    return digest("\n".join(f"{name}\0{value}" for name, value in sorted(parts.items())))


def basis_of(key: str) -> Basis | None:
    """What the claim with this key rests on, or None where that was never known on this machine."""
    known = kept.kept(_KIND, key)
    return Basis.of_json(known["basis"]) if known is not None else None


def changed(key: str, now: Now) -> str | None:
    """What has changed since the key was made, in words; None when the claim stands."""
    known = kept.kept(_KIND, key)
    if known is None:
        return UNKNOWN
    if key_of(known["parts"]) != key:
        return UNKNOWN  # the kept file is not what it was
    before, after = known["parts"], now.parts(Basis.of_json(known["basis"]))
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    names.sort(key=lambda name: not name.startswith("function "))
    if not names:
        return None
    return now.where(names[0]) + (f", and {len(names) - 1} more" if len(names) > 1 else "")


def _texts(content: Any) -> Iterable[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for one in content.values() if isinstance(content, dict) else content:
            yield from _texts(one)


def _is_a_name(text: str) -> bool:
    return len(text) < 200 and "\n" not in text and "." in text and not text.startswith(("/", "$"))
