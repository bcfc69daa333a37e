"""The traceability matrix: clause -> control -> scenarios -> last outcome -> proven by which defects."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from acceptance.catalogue.catalogue import Framework
from acceptance.catalogue.claims import ControlProof
from acceptance.catalogue.detection import Detection
from acceptance.specification import DRAFT, feature_files
from acceptance.text_file import text_of

Format = Literal["table", "markdown", "csv", "json"]
HEADINGS = ("framework", "clause", "control", "title", "scenarios", "last outcome", "proven by", "detection", "note")
UNVERIFIED = "citation not yet verified"
NOT_IN_THE_RUN = "not in the last run"
_CLAUSE = 28
"""Characters of a clause in a table for a terminal; the other forms have all of it."""
_TAG = re.compile(r"@([A-Za-z0-9._-]+)")
_BLOCK = re.compile(r"(Feature|Rule|Scenario|Examples)\b([^:]*):\s*(.*)")

_Written = tuple[str, set[str], list[tuple[set[str], list[list[str]]]]]
"""A scenario: its name, its tags, and for each block of examples its tags and its table, headings first."""


@dataclass(frozen=True)
class Row:
    """One control. `scenarios` are names; `note` says what is missing, declared or not verified.

    `proven_by` are the defects that it caught, where it caught all that are for it; `proof` says so in words.
    `detection` says how much it has caught at all, and `detected` the same in few words. `covers` are the values and
    ways that its scenarios try.
    """

    framework: str
    clause: str
    control: str
    title: str
    scenarios: tuple[str, ...]
    last_outcome: str
    proven_by: tuple[str, ...]
    proof: str
    detection: str
    detected: str
    note: str
    covers: tuple[str, ...] = ()


def tagged_scenarios(features: Path | None = None) -> dict[str, list[str]]:
    """The scenarios that carry each tag, their feature's and rule's included, read from the feature files as text.

    An outline counts once, and for a tag of one of its blocks of examples, too. A draft proves nothing: it counts
    for its tag `draft` alone.

    Args:
        features: a folder; by default those of the specification and what is added to it.
    """
    found: dict[str, list[str]] = {}
    for file in _files(features):
        for name, tags in _scenarios(text_of(file)):
            for tag in _counting(tags):
                if name not in found.setdefault(tag, []):
                    found[tag].append(name)
    return found


def named_scenarios(features: Path | None = None) -> dict[str, list[str]]:
    """As `tagged_scenarios`, with an outline named as it runs: once for each row of its examples."""
    found: dict[str, list[str]] = {}
    for file in _files(features):
        for template, tags, examples in _written(text_of(file)):
            names = [(template, tags)] if not examples else []
            for own, table in examples:
                names += [(_filled(template, table[0], row), tags | own) for row in table[1:]]
            for name, all_tags in names:
                for tag in _counting(all_tags):
                    found.setdefault(tag, []).append(name)
    return found


def _files(features: Path | None) -> list[Path]:
    return feature_files() if features is None else sorted(features.rglob("*.feature"))


def _counting(tags: set[str]) -> set[str]:
    return {DRAFT} if DRAFT in tags else tags


def _filled(template: str, headings: Sequence[str], row: Sequence[str]) -> str:
    for heading, cell in zip(headings, row, strict=False):
        template = template.replace(f"<{heading}>", cell)
    return template


def rows(
    frameworks: Iterable[Framework],
    tagged: Mapping[str, Sequence[str]],
    run: Mapping[str, Any] | None,
    proofs: Mapping[str, ControlProof] | None = None,
    caught: Mapping[str, Detection] | None = None,
) -> list[Row]:
    """One row for each control.

    Args:
        tagged: names of the scenarios for each control id.
        run: the parsed `run.json` of the last run, if there is one.
        proofs: what is known of the controls that any defect is for.
        caught: what each control has caught.
    """
    seen = {control["id"]: control for control in run["controls"]} if run is not None else {}
    made = []
    for framework in frameworks:
        for control in framework.controls:
            detection = (caught or {}).get(control.id, Detection())
            last = seen.get(control.id, {})
            proof = (proofs or {}).get(control.id, ControlProof())
            to_bind = last.get("to_bind")
            notes = [last.get("declared", ""), f"to bind: {to_bind}" if to_bind else "", control.gap or ""]
            if framework.quotes_a_text and not control.verified:
                notes.append(UNVERIFIED)
            made.append(
                Row(
                    framework=f"{framework.title} {framework.version}",
                    clause=control.clause,
                    control=control.id,
                    title=control.title,
                    scenarios=tuple(tagged.get(control.id, ())),
                    last_outcome=_last_outcome(last) if last else NOT_IN_THE_RUN,
                    proven_by=proof.by if proof.proven else (),
                    proof=proof.words,
                    detection=detection.words.removeprefix("detection: "),
                    detected=detection.brief,
                    note="; ".join(filter(None, notes)),
                    covers=control.covers,
                )
            )
    return made


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
    return _table(matrix)


def _table(matrix: list[Row]) -> str:
    """For a terminal: numbers instead of names; the other forms have those."""
    heading = ("control", "title", "clause", "scenarios", "last outcome", "proven by", "detection", "note")
    shown = [
        (
            row.control,
            row.title,
            row.clause if len(row.clause) <= _CLAUSE else row.clause[: _CLAUSE - 3] + "...",
            str(len(row.scenarios)),
            row.last_outcome,
            row.proof.removeprefix("proven by "),
            row.detected,
            row.note,
        )
        for row in matrix
    ]
    widths = [max(len(line[column]) for line in (heading, *shown)) for column in range(len(heading) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]).rstrip()
        for line in (heading, *shown)
    )


def _last_outcome(control: Mapping[str, Any]) -> str:
    """What a control counted as, and what was seen where that is something else."""
    standing, outcome = (str(control[key]).replace("_", " ") for key in ("standing", "outcome"))
    return standing if standing == outcome else f"{standing} (seen: {outcome})"


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.framework,
        row.clause,
        row.control,
        row.title,
        "; ".join(row.scenarios) or "none",
        row.last_outcome,
        ", ".join(row.proven_by) or row.proof,
        row.detection,
        row.note,
    )


def _scenarios(text: str) -> Iterable[tuple[str, set[str]]]:
    """Each scenario of a feature file with its tags; an outline again for each tagged block of its examples."""
    for name, tags, examples in _written(text):
        yield name, tags
        for own, _ in examples:
            yield name, own


def _written(text: str) -> Iterable[_Written]:
    """Each scenario of a feature file as it is written: its name, its tags, and its examples with tags of their own."""
    above: set[str] = set()
    feature: set[str] = set()
    rule: set[str] = set()
    found: list[_Written] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("@"):
            above |= set(_TAG.findall(line))
            continue
        if not line or line.startswith("#"):
            continue
        block = _BLOCK.match(line)
        match block[1] if block else line[0]:
            case "Feature":
                feature = above
            case "Rule":
                rule = above
            case "Scenario":
                found.append((block[3] if block else "", above | feature | rule, []))
            case "Examples" if found:
                found[-1][2].append((above, []))
            case "|" if found and found[-1][2]:
                found[-1][2][-1][1].append([cell.strip() for cell in line.strip("|").split("|")])
        above = set()
    return found
