"""The sentences that scenarios are made of, with how often each stands somewhere, and what is used wherever it does."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from behave.model import Feature, Scenario
from behave.runner import the_step_registry
from behave.runner_util import exec_file, load_step_modules

from acceptance.catalogue.needs import Needs, read_needs, without_row
from acceptance.runner.selection import parsed
from acceptance.specification import feature_folders, own_steps

_KINDS = ("given", "when", "then", "step")


@dataclass(frozen=True)
class Sentence:
    """One sentence of the dictionary.

    Attributes:
        kind: `given`, `when` or `then`.
        scenarios: in how many it stands; an outline counts once.
        needs: what each of these uses, as in `controls/needs.json`.
    """

    kind: str
    text: str
    scenarios: int
    needs: tuple[str, ...]


def sentences(words: Sequence[str] = ()) -> list[Sentence]:
    """Every sentence that holds all the words, in small or capital letters; those that nothing uses yet as well.

    Raises:
        ConfigurationError: the features, or what they use, cannot be read.
    """
    load_steps()
    known, features = read_needs(), parsed()
    wanted = [word.lower() for word in words]
    return [
        _told(kind, step, features, known)
        for kind in _KINDS
        for step in the_step_registry.steps[kind]
        if all(word in step.pattern.lower() for word in wanted)
    ]


def load_steps() -> None:
    """Makes behave know every step of the specification, and those that are added to it."""
    folder = feature_folders()[0]
    sys.path[:0] = [str(folder), str(Path.cwd())]
    if (folder / "environment.py").exists():
        exec_file(str(folder / "environment.py"), {})  # it may register types that the steps use
    load_step_modules([str(folder / "steps"), *own_steps()])


def told(found: Iterable[Sentence]) -> Iterator[str]:
    """The lines for a reader."""
    for one in found:
        yield f"{one.kind.title():<6} {one.text}"
        used = f"; each of them uses {', '.join(one.needs)}" if one.needs else ""
        yield f"       in {one.scenarios} scenario{'' if one.scenarios == 1 else 's'}{used}"


def _told(kind: str, step: Any, features: Iterable[Feature], known: Needs) -> Sentence:
    names = {
        without_row(scenario.name)
        for feature in features
        for scenario in feature.walk_scenarios()
        if _stands_in(scenario, kind, step)
    }
    used = [known.by_scenario[name] for name in names if name in known.by_scenario]
    common = frozenset.intersection(*used) if used else frozenset()
    return Sentence(kind, step.pattern, len(names), tuple(sorted(common)))


def _stands_in(scenario: Scenario, kind: str, step: Any) -> bool:
    return any(one.step_type == kind and step.match(one.name) for one in scenario.all_steps)
