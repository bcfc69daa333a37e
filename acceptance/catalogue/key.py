"""The key of a claim: all that may have made the scenarios catch the defect, so that a change of it is seen.

A key is a digest over named parts. Which parts these are, the claim itself tells, so every clone of the repository can
make the key anew and compare. The digests of the parts are kept on the machine where the claim was made, under the key;
so what has changed can be named there.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from acceptance.catalogue.catalogue import Control
from acceptance.catalogue.claims import Claim
from acceptance.catalogue.code import GONE, Sources
from acceptance.catalogue.ids import id_of
from acceptance.profile.joining import Joined, join
from acceptance.state import keep, kept

JUDGES = (
    "acceptance/proof/judgement.py",
    "acceptance/record/deciding.py",
    "acceptance/record/weighing.py",
    "acceptance/runner/wanted.py",
)
"""The files that judge what came of a defect; they do it where no scenario runs."""
SOMETHING = "something it rests on"
"""What has changed, where the parts of the key are not known."""
VANISHED = "something it executed or read is gone"
NOTHING = "it does not say what it rests on"
_KIND = "keys"
_BLOCK, _PROCESS, _VANISHED = "profile ", "process ", "what is called "


@dataclass(frozen=True)
class Basis:
    """What a claim rests on: a defect, scenarios (`feature > name`), and the ids of what these executed and read."""

    defect: str
    scenarios: tuple[str, ...]
    executed: frozenset[str]

    @classmethod
    def of(cls, claim: Claim) -> Basis:
        return cls(claim.defect, claim.by, claim.executed)


@dataclass
class Now:
    """Everything that keys are made of, as it is now.

    Args:
        scenarios: the text of each scenario, by `feature > name`.
        defects: what a platform's list says of each of its defects that matters to a claim.
        controls: the catalogue.
        profile: the environment's file of the platform's profile.
        blocks: the names of the blocks that a profile can have.
    """

    scenarios: Mapping[str, str]
    defects: Mapping[str, str]
    controls: Mapping[str, Control]
    profile: Path
    blocks: frozenset[str]
    sources: Sources = field(default_factory=Sources)
    _code: dict[frozenset[str], dict[str, str]] = field(default_factory=dict)
    _blocks: dict[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Every name there is of something that a scenario may execute or read, by its id."""
        found: dict[str, list[str]] = {}
        blocks = (f"{_BLOCK}{name}" for name in self.blocks)
        modules = (f"{_PROCESS}{module}" for module in self.sources.modules())
        for name in (*self.sources.functions(), *blocks, *modules):
            found.setdefault(id_of(name), []).append(name)
        return found

    def vanished(self, basis: Basis) -> frozenset[str]:
        """The ids of what is not there any more."""
        return basis.executed - self.names.keys()

    def parts(self, basis: Basis) -> dict[str, str]:
        """Each part of the key -> its digest."""
        executed = [name for one in basis.executed for name in self.names.get(one, ())]
        functions = frozenset(one for one in executed if ":" in one)
        if functions not in self._code:
            self._code[functions] = self.sources.code_parts(functions)
        started = [one.removeprefix(_PROCESS) for one in executed if one.startswith(_PROCESS)]
        files = {*JUDGES, *(place for module in started for place in self.sources.closure(module))}
        blocks = sorted(one.removeprefix(_BLOCK) for one in executed if one.startswith(_BLOCK))
        return {
            **self._code[functions],
            **self.sources.whole_files(sorted(files)),
            **{f"{_VANISHED}{one}": GONE for one in self.vanished(basis)},
            **{f"scenario {name}": digest(self.scenarios.get(name, GONE)) for name in basis.scenarios},
            **{f"profile block {name}": self._block(name) for name in blocks},
            **self._entries(basis.defect),
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

    def _entries(self, defect: str) -> dict[str, str]:
        """What the catalogue says of the controls that must catch a defect."""
        return {
            f"catalogue entry {control.id}": digest(f"{control.production}\0{control.catches[defect]}")
            for control in self._declaring.get(defect, ())
        }

    @cached_property
    def _declaring(self) -> dict[str, list[Control]]:
        found: dict[str, list[Control]] = {}
        for control in self.controls.values():
            for defect in control.catches:
                found.setdefault(defect, []).append(control)
        return found

    @cached_property
    def _profile(self) -> Joined:
        return join(self.profile)

    def _block(self, name: str) -> str:
        """A block of the profile, and the files beside its own that it names."""
        if name not in self._blocks:
            content = self._profile.content.get(name)
            folders = sorted({part.path.parent for part in self._profile.documents})
            named = [folder / text for folder in folders for text in _texts(content) if _is_a_name(text)]
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
    keep(_KIND, key, {"parts": parts})
    return key


def key_of(parts: Mapping[str, str]) -> str:
    return digest("\n".join(f"{name}\0{value}" for name, value in sorted(parts.items())))


def changed(claim: Claim, now: Now) -> str | None:
    """What has changed since the claim was made, in words; None when it stands."""
    if not claim.executed:
        return NOTHING
    basis = Basis.of(claim)
    after = now.parts(basis)
    if key_of(after) == claim.key:
        return None
    known = kept(_KIND, claim.key) or {}
    before = known.get("parts")
    if not isinstance(before, dict) or key_of(before) != claim.key:
        return VANISHED if now.vanished(basis) else SOMETHING
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    names = [name for name in names if not name.startswith(_VANISHED)] or names  # it has a name of its own in `before`
    names.sort(key=lambda name: not name.startswith("function "))
    return now.where(names[0]) + (f", and {len(names) - 1} more" if len(names) > 1 else "")


def _texts(content: Any) -> Iterable[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for one in content.values() if isinstance(content, dict) else content:
            yield from _texts(one)


def _is_a_name(text: str) -> bool:
    return len(text) < 200 and "\n" not in text and "." in text and not text.startswith(("/", "$"))
