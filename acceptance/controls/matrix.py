"""The traceability matrix: clause -> control -> scenarios -> last outcome."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from acceptance.controls.catalogue import Framework

Format = Literal["table", "markdown", "csv", "json"]
HEADINGS = ("framework", "clause", "control", "title", "scenarios", "last outcome", "proven by", "note")
_TAG = re.compile(r"@([A-Za-z0-9._-]+)")


@dataclass(frozen=True)
class Row:
    """One control. `citation` says whether somebody compared the clause with the official text."""

    framework: str
    clause: str
    control: str
    title: str
    scenarios: int
    last_outcome: str
    proven_by: tuple[str, ...]
    note: str


def tagged_scenarios(features: Path) -> dict[str, int]:
    """How many scenarios (outlines count once) carry each tag, read from the feature files as text."""
    counts: dict[str, int] = {}
    for file in sorted(features.rglob("*.feature")):
        above: list[str] = []
        for line in file.read_text("utf-8").splitlines():
            text = line.strip()
            if text.startswith("@"):
                above += _TAG.findall(text)
            elif text:
                if text.startswith("Scenario"):
                    for tag in set(above):
                        counts[tag] = counts.get(tag, 0) + 1
                above = []
    return counts


def rows(frameworks: Iterable[Framework], tagged: Mapping[str, int], run: Mapping[str, Any] | None) -> list[Row]:
    """One row for each control.

    Args:
        tagged: number of scenarios for each control id.
        run: the parsed `run.json` of the last run, if there is one.
    """
    outcomes = {c["id"]: c["outcome"].replace("_", " ") for c in run["controls"]} if run is not None else {}
    made = []
    for framework in frameworks:
        for control in framework.controls:
            notes = [control.gap] if control.gap else []
            if framework.framework != "service" and control.checked_by is None:
                notes.append("citation not yet verified")
            made.append(
                Row(
                    framework=framework.title,
                    clause=control.clause,
                    control=control.id,
                    title=control.title,
                    scenarios=tagged.get(control.id, 0),
                    last_outcome=outcomes.get(control.id, "not in the last run"),
                    proven_by=(),
                    note="; ".join(notes),
                )
            )
    return made


def last_run(reports: Path) -> Mapping[str, Any] | None:
    """The summary of the latest run, or None when there is none."""
    path = reports / "latest" / "run.json"
    parsed: Mapping[str, Any] | None = json.loads(path.read_text("utf-8")) if path.exists() else None
    return parsed


def printed(matrix: list[Row], form: Format) -> str:
    """The matrix as text."""
    if form == "json":
        return json.dumps([asdict(row) for row in matrix], ensure_ascii=False, indent=1)
    cells = [_cells(row) for row in matrix]
    if form == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([HEADINGS, *cells])
        return text.getvalue().rstrip("\r\n")
    if form == "markdown":
        lines = [HEADINGS, ("---",) * len(HEADINGS), *cells]
        return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
    shown = [(row.control, row.title, str(row.scenarios), row.last_outcome, row.note) for row in matrix]
    widths = [max((len(line[i]) for line in shown), default=0) for i in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=False)) + f"  {line[4]}".rstrip()
        for line in shown
    )


def _cells(row: Row) -> tuple[str, ...]:
    proven = ", ".join(row.proven_by) or "unproven"
    return (
        row.framework,
        row.clause,
        row.control,
        row.title,
        str(row.scenarios),
        row.last_outcome,
        proven,
        row.note,
    )
