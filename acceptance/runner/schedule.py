"""Divides the selected scenarios among processes, the longest feature files first."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from behave.model import Scenario

from acceptance.record.summary import SUMMARY
from acceptance.runner.selection import LAST, SERIAL, place, rank

UNKNOWN_S = 1.0
"""What a scenario is taken to last of which no earlier run knows."""

_TOGETHER = f"not @{SERIAL} and not @{LAST}"
_ALONE = f"@{SERIAL} or @{LAST}"
"""One process runs these after the others; its runner puts the last ones last."""


@dataclass(frozen=True)
class Batch:
    """What one process runs: feature files or places in them, and the tag expression that picks its part of them."""

    files: tuple[str, ...]
    tags: str = ""


def batches(
    chosen: Iterable[Scenario], processes: int, seconds: Mapping[str, float], *, by_place: bool = False
) -> list[list[Batch]]:
    """The phases of a run, one after the other; the batches of a phase run at the same time.

    Args:
        seconds: how long scenarios lasted earlier, by their place.
        by_place: name each scenario by its place, because other scenarios of the same files are not to be run.
    """
    scenarios = list(chosen)
    if processes <= 1:
        files = tuple(_costs(scenarios, seconds))
        return [[Batch(_places(files, scenarios) if by_place else files)]]
    phases = []
    for alone, tags in ((False, _TOGETHER), (True, _ALONE)):
        own = [one for one in scenarios if (rank(one) > 0) is alone]
        if own:
            groups = _spread(_costs(own, seconds), 1 if alone else processes)
            phases.append([Batch(_places(files, own) if by_place else files, f"({tags})") for files in groups])
    return phases


def _places(files: Iterable[str], scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    return tuple(place(one) for file in files for one in scenarios if os.path.relpath(one.location.filename) == file)


def earlier_seconds(reports_dir: Path, beside: Path) -> dict[str, float]:
    """How long scenarios lasted in the newest other run that left a summary, by their place."""
    for path in sorted(reports_dir.glob(f"*/{SUMMARY}"), reverse=True):
        if path.parent == beside or path.parent.is_symlink():
            continue
        try:
            known = json.loads(path.read_text("utf-8"))
            return {one["id"]: float(one["seconds"]) for one in known["scenarios"]}
        except (OSError, ValueError, KeyError):
            continue  # a summary that cannot be read: it is only a guess at durations
    return {}


def _costs(scenarios: Sequence[Scenario], seconds: Mapping[str, float]) -> dict[str, float]:
    costs: dict[str, float] = {}
    for scenario in scenarios:
        file = os.path.relpath(scenario.location.filename)
        costs[file] = costs.get(file, 0.0) + seconds.get(place(scenario), UNKNOWN_S)
    return costs


def _spread(costs: Mapping[str, float], processes: int) -> list[tuple[str, ...]]:
    loads: list[tuple[float, list[str]]] = [(0.0, []) for _ in range(processes)]
    for file, cost in sorted(costs.items(), key=lambda item: (-item[1], item[0])):
        lightest = min(range(processes), key=lambda index: loads[index][0])
        load, files = loads[lightest]
        loads[lightest] = (load + cost, [*files, file])
    return [tuple(files) for _, files in loads if files]
