"""Reads and checks `controls/*.yaml`: one file for each framework, one entry for each control."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from acceptance.specification import control_folders
from acceptance.yaml_document import Document, nearest, read_document

CONTROLS = Path("controls")
NOT_BUILT = "not built yet"
"""How the gap of a control begins that has no scenario so far."""
Severity = Literal["blocker", "critical", "normal", "minor"]
Production = Literal["ro", "syn", "never"]
STRICTNESS: tuple[Production, ...] = ("ro", "syn", "never")
"""From the laxest to the strictest."""
Sentence = Annotated[str, Field(min_length=1)]


class Control(BaseModel):
    """One requirement of a framework, in our own words.

    Attributes:
        clause: where the framework says it.
        evidence: what a scenario looks at.
        covers: the values and ways that its scenarios try, one short sentence each.
        production: the laxest mode a scenario may have in production: `ro` reads only, `syn` acts on the synthetic
            tenant, `never`.
        catches: what its scenarios must not let pass: a platform's defect -> what it is, in words.
        without_defect: what they must not let pass either, for which no platform has a defect so far.
        first_check: the check that one writes first, and that several of these defects pass.
        self_check: whether it is about the suite itself, so that it says nothing of a platform and is no coverage.
        gap: why it is not, or not wholly, assessed. A control without a scenario must have one.
        checked_by, checked_on: who compared the clause with the official text, and when.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*-[0-9]{2}$")]
    clause: Sentence
    title: Annotated[str, Field(min_length=1, max_length=80)]
    obligation: Sentence
    why: Sentence
    evidence: Sentence
    covers: tuple[Sentence, ...] = ()
    production: Production
    severity: Severity
    catches: Mapping[str, Sentence] = {}
    without_defect: tuple[Sentence, ...] = ()
    first_check: str | None = None
    gap: str | None = None
    self_check: bool = False
    checked_by: str | None = None
    checked_on: date | None = None

    @model_validator(mode="after")
    def a_check_has_a_name_and_a_day(self) -> Control:
        if (self.checked_by is None) != (self.checked_on is None):
            raise ValueError("checked_by and checked_on belong together; fill both or neither")
        return self

    @property
    def verified(self) -> bool:
        """Whether somebody compared the clause with the text of the framework."""
        return self.checked_by is not None


class Framework(BaseModel):
    """The controls of one framework, in its version.

    Attributes:
        source: where its official text can be read, if it is public; an address that reports lead to.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    framework: Sentence
    title: Sentence
    version: str
    source: Annotated[str, Field(pattern=r"^https://[^\s\"'<>]+$")] | None = None
    controls: Annotated[tuple[Control, ...], Field(min_length=1)]

    @property
    def quotes_a_text(self) -> bool:
        """False for the owner's own requirements: there is no other text to compare them with."""
        return self.framework != "service"


def read_catalogue(folder: Path | None = None) -> list[Framework]:
    """All frameworks of a folder, in the order of their files; by default the specification's, and those added to it.

    Raises:
        ConfigurationError: a file cannot be read or breaks a rule, or an id or a framework is given twice.
    """
    folders = [folder] if folder is not None else control_folders()
    documents = [read_document(path) for one in folders for path in sorted(one.glob("*.yaml"))]
    frameworks = [_framework(document) for document in documents]
    seen: dict[str, str] = {}
    for document, framework in zip(documents, frameworks, strict=True):
        _once(seen, framework.framework, document, ("framework",))
        for number, control in enumerate(framework.controls):
            _once(seen, control.id, document, ("controls", number, "id"))
    return frameworks


def controls_of(frameworks: Iterable[Framework]) -> dict[str, Control]:
    """Every control by its id."""
    return {control.id: control for framework in frameworks for control in framework.controls}


def places_of(folder: Path = CONTROLS) -> dict[str, tuple[Path, int]]:
    """File and line of each control of a folder that could be read as a catalogue."""
    found = {}
    for document in map(read_document, sorted(folder.glob("*.yaml"))):
        for number, entry in enumerate(document.content["controls"]):
            found[entry["id"]] = (document.path, document.line(("controls", number)))
    return found


def disagreements(controls: Mapping[str, Control], tagged: Iterable[str]) -> dict[str, str]:
    """Where catalogue and features disagree: the control's id -> one sentence.

    Args:
        tagged: the control ids that scenarios carry.
    """
    known = set(tagged)
    found = {}
    for id_ in sorted(known - set(controls)):
        found[id_] = f"@{id_} names no control of the catalogue; {nearest(id_, list(controls))}"
    for id_, control in controls.items():
        gap = control.gap
        if id_ not in known and gap is None:
            found[id_] = f"no scenario carries @{id_}, and no gap is written down; write either"
        elif id_ in known and gap is not None and gap.startswith(NOT_BUILT):
            found[id_] = (
                f"scenarios carry @{id_}, but its gap says {gap!r}; remove the gap, or say what is still missing"
            )
    return found


def false_self_checks(controls: Mapping[str, Control], tagged: Mapping[str, Iterable[str]], own: str) -> dict[str, str]:
    """Where catalogue and features disagree on what is about the suite itself: the control's id -> one sentence.

    Args:
        tagged: the names of the scenarios that carry each tag.
        own: the tag of scenarios that are.
    """
    marked = set(tagged.get(own, ()))
    found = {}
    for id_, control in controls.items():
        unmarked = sorted(set(tagged.get(id_, ())) - marked)
        if control.self_check and unmarked:
            found[id_] = f"it is a self-check, and {unmarked[0]!r} does not carry @{own}; tag it, or remove self_check"
        elif not control.self_check and tagged.get(id_) and not unmarked:
            found[id_] = f"every scenario of it carries @{own}; write self_check: true, or one about the platform"
    return found


def differences(controls: Mapping[str, Control], must_catch: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], str]:
    """Where catalogue and platform disagree on who must catch what: (control, defect) -> one sentence.

    Args:
        must_catch: what a platform's list says: defect -> the controls that must catch it.
    """
    ours = {(id_, defect) for id_, control in controls.items() for defect in control.catches}
    theirs = {(control, defect) for defect, named in must_catch.items() for control in named}
    found = {}
    for control, defect in sorted(ours - theirs):
        found[control, defect] = (
            f"{control}: catches names the defect {defect}, and the platform's list of defects does not say that "
            f"{control} must catch it; make them agree"
        )
    for control, defect in sorted(theirs - ours):
        found[control, defect] = (
            f"{control}: the platform's defect {defect} must be caught by it, and the catalogue does not say so; "
            f"add it to catches of {control}"
        )
    return found


def too_lax(controls: Mapping[str, Control], ids: Iterable[str], production: Production) -> list[str]:
    """Why a scenario's production tag is not strict enough for the controls it carries, one sentence each.

    Args:
        ids: the controls that the scenario carries; unknown ones are another rule's business.
        production: the scenario's own tag, without `prod.`.
    """
    return [
        f"@prod.{production} is laxer than the catalogue allows for {id_}; use @prod.{controls[id_].production}"
        + ("" if controls[id_].production == "never" else " or a stricter one")
        for id_ in ids
        if id_ in controls and STRICTNESS.index(production) < STRICTNESS.index(controls[id_].production)
    ]


def _framework(document: Document) -> Framework:
    if not isinstance(document.content, dict):
        raise document.fault((), "a catalogue is a map with framework, title, version and controls; write these keys")
    try:
        return Framework.model_validate(document.content)
    except ValidationError as error:
        raise document.invalid(error, Framework) from None


def _once(seen: dict[str, str], name: str, document: Document, place: tuple[str | int, ...]) -> None:
    if name in seen:
        raise document.fault(place, f"{name} is given twice, first at {seen[name]}; every id names one thing")
    seen[name] = f"{document.path}:{document.line(place)}"
