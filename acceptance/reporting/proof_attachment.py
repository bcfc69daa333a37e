"""What the controls have proven, attached to the report as a whole: the matrix of defects and controls."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from acceptance.catalogue.proof import DefectProof
from acceptance.catalogue.proof_matrix import LEGEND, MARKS, cell, controls_of
from acceptance.record.summary import RunSummary
from acceptance.reporting.proof_picture import draw

PICTURE = "Proof: defects and the controls that caught them"
TABLE = "Proof: the same as a table, with reasons"


def write_proof(summary: RunSummary, folder: Path) -> None:
    """Adds the matrix to the results in `folder`, as attachments of the whole report; nothing if nothing is proven."""
    defects = [
        DefectProof.model_validate({name: value for name, value in one.items() if name != "stale"})
        for one in summary.proof
    ]
    if not defects:
        return
    stale = {str(one["id"]) for one in summary.proof if one["stale"]}
    identity = uuid5(NAMESPACE_URL, f"{summary.run_id}/proof")
    picture, table = f"{identity}-attachment.png", f"{identity}-attachment.csv"
    draw(defects, folder / picture, stale)
    (folder / table).write_text(_table(defects, stale), "utf-8")
    attachments = [
        {"name": PICTURE, "source": picture, "type": "image/png"},
        {"name": TABLE, "source": table, "type": "text/csv"},
    ]
    (folder / f"{identity}-globals.json").write_text(json.dumps({"attachments": attachments}), "utf-8")


def _table(defects: list[DefectProof], stale: set[str]) -> str:
    target = io.StringIO()
    lines = csv.writer(target, lineterminator="\n")
    controls = controls_of(defects)
    lines.writerow(["defect", "what it is", "caught", *controls, "what was said of it"])
    for one in defects:
        caught = ("yes" if one.killed else "no") + (", with other checks than these" if one.id in stale else "")
        lines.writerow([one.id, one.title, caught, *(MARKS[cell(one, control)] for control in controls), one.reason])
    lines.writerow([LEGEND])
    return target.getvalue()
