"""A run for other programs: the controls as a table, the findings of its scanners as SARIF, the schema of run.json."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from acceptance.instruments.scanners.result import Scan
from acceptance.instruments.scanners.sarif import SCHEMA, to_sarif
from acceptance.outcome import Outcome
from acceptance.record.ledger import Kind
from acceptance.record.summary import RunSummary
from acceptance.reporting.account import Account, ControlTold

CONTROLS = "controls.csv"
FINDINGS = "findings.sarif"
HEADINGS = (
    "framework", "version", "clause", "control", "title", "severity", "counts as", "seen", "reason", "since",
    "before", "owner", "due", "scenarios", "scenarios satisfied", "declared", "to bind", "gap", "can fail",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for something to compute."""


def controls_csv(account: Account) -> str:
    """One row a control, the catalogue's order, and headings; no cell of it is a formula."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADINGS)
    for framework in account.frameworks:
        for control in framework.controls:
            rows.writerow(map(_cell, (framework.title, framework.version, *_row(control))))
    return text.getvalue()


def findings_sarif(account: Account) -> str:
    """Every scan of the run as one SARIF 2.1.0 document; a scanner that saw nothing did not succeed there."""
    last = {str(data["about"]): data for data in account.of(Kind.SCAN)}
    runs = [run for data in last.values() for run in to_sarif(Scan.from_data(data))["runs"]]
    for run in runs:  # several runs of one tool are told apart by their category
        run["automationDetails"] = {"id": f"{run['properties']['about']}/"}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}, ensure_ascii=False, indent=1) + "\n"


def summary_schema() -> dict[str, Any]:
    """The JSON Schema of `run.json`, from the classes that it is written from."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(RunSummary).json_schema(mode="serialization")
    for name in ("damage", "earlier"):
        del schema["properties"][name]
        schema["required"] = [one for one in schema["required"] if one != name]
    schema["$defs"].pop("Damage", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "run.json"}


def _row(one: ControlTold) -> tuple[object, ...]:
    entry, satisfied = one.entry, [told for told in one.scenarios if told.summary.outcome is Outcome.SATISFIED]
    before = one.past.before.words if one.past.before else None
    return (
        entry["clause"], one.id, entry["title"], one.severity, one.status, one.outcome.words, one.reason,
        one.past.since if one.scenarios else None, before, one.owner, one.due, len(one.scenarios), len(satisfied),
        one.declared, one.to_bind, entry["gap"], one.can_fail,
    )  # fmt: skip


def _cell(value: object) -> str:
    text = "" if value is None else str(value).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return f"'{text}" if text.startswith(_FORMULA) else text
