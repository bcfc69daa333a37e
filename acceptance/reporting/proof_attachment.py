"""What the controls have proven, attached to the report as a whole: the matrix of defects and controls.

The table is written with the results of every run. The picture takes seconds to draw, so it is drawn when a report is
built, once for each content, and the end of a run only takes along one that is there.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from acceptance.catalogue.catalogue import Framework, read_catalogue
from acceptance.catalogue.proof import DefectProof, kept_proof
from acceptance.catalogue.proof_matrix import LEGEND, MARKS, cell, controls_of
from acceptance.outcome import Outcome
from acceptance.record.standing import Entry
from acceptance.record.summary import RunSummary
from acceptance.reporting.proof_picture import draw
from acceptance.state import state_folder

PICTURE = "Proof: defects and the controls that caught them"
TABLE = "Proof: the same as a table, with reasons"


def write_proof(summary: RunSummary, folder: Path, *, may_draw: bool = False) -> None:
    """Adds the matrix to the results in `folder`, as attachments of the whole report; nothing if nothing was tried.

    Args:
        may_draw: draw the picture if nobody has drawn this very matrix before.
    """
    frameworks = read_catalogue()
    defects = [_seen(one, frameworks) for one in summary.proof]
    if not defects:
        return
    stale = {str(one["id"]) for one in summary.proof if one["stale"]}
    identity = uuid5(NAMESPACE_URL, f"{summary.run_id}/proof")
    picture, table = f"{identity}-attachment.png", f"{identity}-attachment.csv"
    (folder / table).write_text(_table(defects, stale), "utf-8")
    attachments = [{"name": TABLE, "source": table, "type": "text/csv"}]
    drawn = _drawn(defects, stale, may_draw=may_draw)
    if drawn is not None:
        shutil.copyfile(drawn, folder / picture)
        attachments.insert(0, {"name": PICTURE, "source": picture, "type": "image/png"})
    (folder / f"{identity}-globals.json").write_text(json.dumps({"attachments": attachments}), "utf-8")


def _drawn(defects: Sequence[DefectProof], stale: set[str], *, may_draw: bool) -> Path | None:
    """The picture of this matrix, or None when nobody has drawn it."""
    content = json.dumps([[one.model_dump(mode="json") for one in defects], sorted(stale)], sort_keys=True)
    path = state_folder() / "pictures" / f"{hashlib.sha256(content.encode()).hexdigest()}.png"
    if not path.exists() and may_draw:
        path.parent.mkdir(parents=True, exist_ok=True)
        draw(defects, path.with_suffix(".new"), stale).replace(path)
    return path if path.exists() else None


def _seen(told: Entry, frameworks: Sequence[Framework]) -> DefectProof:
    """What was seen of a defect; on a machine that did not see it, what the catalogue and the claim say."""
    seen = kept_proof(str(told.get("claim") or ""))
    if seen is not None:
        return seen
    found = {
        control.id: (framework.framework, control.catches[told["id"]])
        for framework in frameworks
        for control in framework.controls
        if told["id"] in control.catches
    }
    framework, title = next(iter(found.values()), ("", ""))
    outcome = Outcome.VIOLATED if told["killed"] else Outcome.SATISFIED
    return DefectProof(
        id=str(told["id"]),
        framework=framework,
        title=title,
        must_catch=tuple(found),
        may_also_catch=(),
        controls=dict.fromkeys(found, outcome),
        beside={},
        killed=bool(told["killed"]),
        reason="what was said of it is known where it was proven",
        bystanders=(),
        seconds=0,
        found=datetime.fromtimestamp(0, UTC),
    )


def _table(defects: Sequence[DefectProof], stale: set[str]) -> str:
    target = io.StringIO()
    lines = csv.writer(target, lineterminator="\n")
    controls = controls_of(defects)
    lines.writerow(["defect", "what it is", "caught", *controls, "what was said of it"])
    for one in defects:
        caught = ("yes" if one.killed else "no") + (", before something changed" if one.id in stale else "")
        lines.writerow([one.id, one.title, caught, *(MARKS[cell(one, control)] for control in controls), one.reason])
    lines.writerow([LEGEND])
    return target.getvalue()
