"""Prints what a proof came to: the kill rate, and the matrix of defects and controls."""

from __future__ import annotations

import json
from typing import Any, Literal

from acceptance.catalogue.proof_matrix import LEGEND, MARKS, cell, controls_of
from acceptance.proof.mutants import MutantsDone
from acceptance.proof.prove import Proving
from acceptance.record.statistics import interval

Format = Literal["table", "json", "markdown"]


def printed(proving: Proving, form: Format) -> str:
    """The whole result as text."""
    if form == "json":
        return json.dumps(as_json(proving), ensure_ascii=False, indent=1)
    return "\n".join([*_matrix(proving, form), "", *_closing(proving)])


def as_json(proving: Proving) -> dict[str, Any]:
    """What a program reads of a proof."""
    return {
        # Unknown, not clean: nobody can tell what the run without a defect would have come to.
        "clean": None if proving.interrupted and not proving.defects else not proving.unclean,
        "complaints": list(proving.unclean),
        "defects": [
            {
                "id": one.id,
                "framework": one.framework,
                "title": one.title,
                "must_catch": list(one.must_catch),
                "controls": {control: outcome.value for control, outcome in one.controls.items()},
                "killed": one.killed,
                "reason": one.reason,
                "bystanders": list(one.bystanders),
                "beside": sorted(one.beside),
                "seconds": one.seconds,
            }
            for one in proving.defects
        ],
        "killed": proving.killed,
        "holes": list(proving.holes),
        "unproven_controls": list(proving.unproven),
        "interrupted": proving.interrupted,
        "seconds": round(proving.seconds, 1),
    }


def printed_mutants(done: MutantsDone, form: Format) -> str:
    """What came of mutants: the survivors, what each control was the first to catch, and the rate."""
    campaign = done.campaign
    if form == "json":
        told = {
            "sample": campaign.sample.model_dump(mode="json"),
            "mutants": [one.model_dump(mode="json") for one in campaign.results],
            "killed": campaign.count("killed"),
            "valid": campaign.valid,
            "interval": list(interval(campaign.count("killed"), campaign.valid)),
            "by_control": campaign.by_control,
            "not_asked": list(done.unsatisfied),
            "interrupted": done.interrupted,
        }
        return json.dumps(told, ensure_ascii=False, indent=1)
    counted = [f"{control}: the first to catch {count}" for control, count in campaign.by_control.items()]
    lines = [f"SURVIVED {one.id}: {one.title}{f' ({one.reason})' if one.reason else ''}" for one in done.survivors]
    bullet = "- " if form == "markdown" else ""
    return "\n".join([*(f"{bullet}{line}" for line in (*counted, *lines)), campaign.words])


def _matrix(proving: Proving, form: Format) -> list[str]:
    controls = controls_of(proving.defects)
    if not proving.defects:
        return []
    rows = [(one.id, [MARKS[cell(one, control)] for control in controls]) for one in proving.defects]
    if form == "markdown":
        head = ["defect", *controls]
        lines = [head, ["---"] * len(head), *([id_, *marks] for id_, marks in rows)]
        return [*("| " + " | ".join(line) + " |" for line in lines), "", LEGEND]
    width = max(len(id_) for id_, _ in rows)
    depth = max(map(len, controls))
    heads = [
        " " * (width + 2) + " ".join(control.rjust(depth)[level] for control in controls) for level in range(depth)
    ]
    return [*heads, *(f"{id_:{width}}  {' '.join(marks)}" for id_, marks in rows), "", LEGEND]


def _closing(proving: Proving) -> list[str]:
    lines = [f"NOT CLEAN without any defect: {complaint}" for complaint in proving.unclean]
    lines += proving.holes
    for one in proving.defects:
        lines += [] if one.killed else [f"SURVIVED {one.id}: {one.reason}"]
        lines += [f"BYSTANDER of {one.id}: {told}" for told in one.bystanders]
    if proving.unproven:
        lines.append(f"unproven controls: {', '.join(proving.unproven)}")
    if proving.defects:
        share, count = proving.killed / len(proving.defects), len(proving.defects)
        lines.append(
            f"{proving.killed} of {count} defects killed ({share:.0%}) in {proving.tried_s:.0f} s, "
            f"that is {proving.tried_s / count:.1f} s for each"
        )
    return lines
