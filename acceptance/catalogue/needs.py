"""What each scenario uses of a profile, as a clean run has seen it: `controls/needs.json`.

`python -m acceptance.runner.needed` writes the file. A need is a kind and a name: `operation score`,
`population consents`, `message transaction`, `received scoring_result`, `service cache`, `block audit`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance import json_text
from acceptance.catalogue.catalogue import CONTROLS
from acceptance.catalogue.traceability import named_scenarios
from acceptance.outcome import ConfigurationError
from acceptance.record.summary import control_ids
from acceptance.specification import specification
from acceptance.text_file import text_of

NEEDS = CONTROLS / "needs.json"
_ROW = re.compile(r" \[\d+\.\d+\]$")
"""What an outline adds to the name of each of its scenarios."""


@dataclass(frozen=True)
class Needs:
    """What every scenario uses.

    Attributes:
        by_scenario: the name of a scenario, an outline counted once -> what it uses.
        controls: the name of a scenario -> the controls that it is for.
    """

    by_scenario: Mapping[str, frozenset[str]]
    controls: Mapping[str, frozenset[str]]

    def scenarios_for(self, needs: Iterable[str]) -> list[str]:
        """The scenarios that use any of these."""
        wanted = frozenset(needs)
        return sorted(name for name, used in self.by_scenario.items() if used & wanted)

    def controls_for(self, needs: Iterable[str]) -> list[str]:
        """The controls that stay open, wholly or in part, without these."""
        return sorted({control for name in self.scenarios_for(needs) for control in self.controls.get(name, ())})

    def all(self) -> list[str]:
        """Everything that any scenario uses."""
        return sorted(frozenset().union(*self.by_scenario.values()))

    def unknown(self) -> list[str]:
        """Scenarios that there are, and that no run has been looked at for."""
        return sorted(self.controls.keys() - self.by_scenario.keys())


def read_needs(path: Path | None = None) -> Needs:
    """What the scenarios of the specification, and those added to it, use.

    Raises:
        ConfigurationError: the file is missing or is none.
    """
    file = path or specification() / NEEDS
    again = "make it again with `make needs`"
    try:
        match json_text.strictly(text_of(file, again)):
            case {"scenarios": dict(told), **others} if not others:
                return Needs({name: _used(file, name, used) for name, used in told.items()}, _controls())
    except ValueError as error:
        raise ConfigurationError(f"{file}: {json_text.told(error)}; {again}.") from None
    raise ConfigurationError(f"{file}: it holds no map 'scenarios' alone; {again}.")


def written(by_scenario: Mapping[str, Iterable[str]]) -> str:
    """The text of the file; one scenario a line, so that a change of one is a line."""
    lines = [f"  {json.dumps(name)}: {json.dumps(sorted(used))}" for name, used in sorted(by_scenario.items())]
    return '{"scenarios": {\n' + ",\n".join(lines) + "\n}}\n"


def without_row(name: str) -> str:
    """The name of a scenario as its outline bears it.

    >>> without_row("A figure is refused [1.2]")
    'A figure is refused'
    """
    return _ROW.sub("", name)


def _used(file: Path, scenario: str, used: Any) -> frozenset[str]:
    if not isinstance(used, list) or not all(isinstance(one, str) and one for one in used):
        raise ConfigurationError(
            f"{file}: {scenario!r} is not followed by a list of what it uses; make it again with `make needs`."
        )
    return frozenset(used)


def _controls() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for tag, names in named_scenarios().items():
        for name in names:
            found.setdefault(name, set()).update(control_ids([tag]))
    return {name: frozenset(ids) for name, ids in found.items()}
