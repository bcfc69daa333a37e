"""The matrix of defects and controls: what each control said of each defect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from acceptance.catalogue.proof import DefectProof
from acceptance.outcome import Outcome

Cell = Literal["caught", "missed", "caught too", "red", "quiet", "not run"]
MARKS: Mapping[Cell, str] = {
    "caught": "X",
    "missed": "!",
    "caught too": "x",
    "red": "?",
    "quiet": ".",
    "not run": " ",
}
LEGEND = (
    "X caught, as it must be; ! not caught; x caught too, as it may be; "
    "? turned red although the defect does not concern it; . stayed as it was; blank: not run"
)


def controls_of(defects: Sequence[DefectProof]) -> list[str]:
    """The columns: every control that a scenario was run of, those that must catch something first."""
    must = sorted({control for one in defects for control in one.must_catch})
    others = {control for one in defects for control in (*one.controls, *one.beside)}
    return must + sorted(others - set(must))


def cell(defect: DefectProof, control: str) -> Cell:
    """What a control said of a defect."""
    outcome = defect.controls.get(control)
    if control in defect.must_catch:
        return "caught" if outcome is Outcome.VIOLATED and defect.killed else "missed"
    if outcome is not None:
        return "caught too" if outcome is Outcome.VIOLATED else "quiet"
    if control not in defect.beside:
        return "not run"
    named = any(control in told.split(":")[0].split(", ") for told in defect.bystanders)
    return "red" if named else "quiet"
