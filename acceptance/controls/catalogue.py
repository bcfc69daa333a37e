"""Reads and checks `controls/*.yaml`: one file for each framework, one entry for each control."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from acceptance.outcome import ConfigurationError

CONTROLS = Path("controls")
Severity = Literal["blocker", "critical", "normal", "minor"]


class Control(BaseModel):
    """One requirement of a framework, in our own words.

    Attributes:
        clause: where the framework says it.
        evidence: what a scenario looks at.
        production: what may run in production: `ro` reads only, `syn` acts on the synthetic tenant, `never`.
        must_catch: ids of the defects that its scenarios must catch.
        gap: why it is not, or not wholly, assessed. A control without a scenario must have one.
        checked_by, checked_on: who compared the clause with the official text, and when.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*-[0-9]{2}$")]
    clause: str
    title: Annotated[str, Field(max_length=80)]
    obligation: str
    why: str
    evidence: str
    production: Literal["ro", "syn", "never"]
    severity: Severity
    must_catch: tuple[str, ...] = ()
    gap: str | None = None
    checked_by: str | None = None
    checked_on: date | None = None

    @model_validator(mode="after")
    def a_check_has_a_name_and_a_day(self) -> Control:
        if (self.checked_by is None) != (self.checked_on is None):
            raise ValueError("checked_by and checked_on belong together")
        return self


class Framework(BaseModel):
    """The controls of one framework, in its version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    framework: str
    title: str
    version: str
    controls: tuple[Control, ...]


def read_catalogue(folder: Path = CONTROLS) -> list[Framework]:
    """All frameworks of a folder, in the order of their files.

    Raises:
        ConfigurationError: a file cannot be read or breaks a rule, or an id is given twice.
    """
    frameworks = [_read(path) for path in sorted(folder.glob("*.yaml"))]
    seen: set[str] = set()
    for control in (control for framework in frameworks for control in framework.controls):
        if control.id in seen:
            raise ConfigurationError(f"{folder}: the control {control.id} is given twice; every id names one control.")
        seen.add(control.id)
    return frameworks


def disagreements(frameworks: Iterable[Framework], tagged: Iterable[str]) -> list[str]:
    """Where catalogue and features disagree, one sentence each.

    Args:
        tagged: the control ids that scenarios carry.
    """
    controls = {control.id: control for framework in frameworks for control in framework.controls}
    known = set(tagged)
    lonely = [control for control in controls.values() if control.id not in known and control.gap is None]
    return [
        *(
            f"{id_}: scenarios carry this tag, but the catalogue has no such control"
            for id_ in sorted(known - set(controls))
        ),
        *(f"{control.id}: no scenario carries this tag, and no gap is written down" for control in lonely),
    ]


def _read(path: Path) -> Framework:
    try:
        return Framework.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path}: cannot be read ({error}).") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "catalogue"
        raise ConfigurationError(f"{path}: {place}: {first['msg'].removeprefix('Value error, ')}") from None
