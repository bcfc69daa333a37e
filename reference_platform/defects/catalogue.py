"""All defects there are: every module of every framework's folder beside this file."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.digest import digest
from reference_platform.errors import WrongUse

FOLDER = Path(__file__).parent
MUTANT = "mutant"
"""How the ids of mutants begin, which are no deliberate faults: see `reference_platform.mutants`."""


@dataclass(frozen=True)
class Entry:
    """A defect and the module it is written in."""

    defect: Defect
    module: ModuleType

    @property
    def framework(self) -> str:
        """The folder of the module: `gdpr`, `service`."""
        return self.module.__name__.split(".")[-2]

    @property
    def description(self) -> str:
        """How a real team gets it wrong, in one sentence."""
        return " ".join((self.module.__doc__ or "").split())

    def as_json(self) -> dict[str, Any]:
        """What `defects list --json` prints of a defect."""
        return {
            "id": self.defect.id,
            "framework": self.framework,
            "title": self.defect.title,
            "description": self.description,
            "must_catch": list(self.defect.must_catch),
            "may_also_catch": list(self.defect.may_also_catch),
            "reason": self.defect.reason,
            "digest": digest(self.defect, self.module.__name__),
        }


@cache
def catalogue() -> dict[str, Entry]:
    """Every defect by its id, in the order of frameworks and ids.

    Raises:
        WrongUse: two have the same id.
    """
    names = [f"{__package__}.{file.parent.name}.{file.stem}" for file in FOLDER.glob("*/[!_]*.py")]
    modules = [importlib.import_module(name) for name in names]
    entries = sorted(
        (Entry(module.DEFECT, module) for module in modules), key=lambda one: (one.framework, one.defect.id)
    )
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.defect.id in found:
            raise WrongUse(f"Two defects are called {entry.defect.id}; look into {FOLDER}.")
        found[entry.defect.id] = entry
    return found


def by_id(wanted: str) -> Defect:
    """The defect of this id, or the mutant.

    Raises:
        WrongUse: there is none.
    """
    if wanted.startswith(MUTANT):
        from reference_platform.mutants.catalogue import by_id as mutant

        return mutant(wanted)
    if wanted not in catalogue():
        raise WrongUse(f"There is no defect {wanted!r}; `python -m reference_platform defects list` names them all.")
    return catalogue()[wanted].defect
