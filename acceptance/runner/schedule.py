"""Orders the selected scenarios for the processes of a run: in phases, the longest feature files first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from behave.model import Scenario

from acceptance.record.ledger import parsed_object
from acceptance.record.summary import SUMMARY
from acceptance.runner.selection import LAST, ONE_AT_A_TIME, SERIAL, place, rank
from acceptance.specification import shown

UNKNOWN_S = 1.0
"""What a scenario is taken to last of which no earlier run knows."""
KNOWN_RUNS = 8
"""How many earlier runs are looked through for durations: a run of one layer knows nothing of the others."""

_TOGETHER = f"not @{SERIAL} and not @{LAST}"
_ALONE = f"@{SERIAL} or @{LAST}"
"""One process runs these after the others; its runner puts the last ones last."""


@dataclass(frozen=True)
class Phase:
    """What runs at the same time, in `processes` processes that take one group of files after the other.

    Args:
        groups: feature files, the longest first; the files of a group never run at the same time.
        places: what behave is asked for: these files, or places in them.
        tags: the tag expression that picks the phase's part of them.
    """

    groups: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]
    processes: int
    tags: str = ""


def phases(
    chosen: Iterable[Scenario], processes: int, seconds: Mapping[str, float], *, by_place: bool = False
) -> list[Phase]:
    """The phases of a run, one after the other.

    Args:
        seconds: how long scenarios lasted earlier, by their place.
        by_place: name each scenario by its place, because other scenarios of the same files are not to be run.
    """
    scenarios = list(chosen)
    if processes <= 1:
        return [_phase(scenarios, 1, seconds, by_place=by_place)]
    found = []
    for alone, tags in ((False, _TOGETHER), (True, _ALONE)):
        own = [one for one in scenarios if (rank(one) > 0) is alone]
        if own:
            found.append(_phase(own, 1 if alone else processes, seconds, by_place=by_place, tags=f"({tags})"))
    return found


def _phase(
    scenarios: Sequence[Scenario], processes: int, seconds: Mapping[str, float], *, by_place: bool, tags: str = ""
) -> Phase:
    costs = _costs(scenarios, seconds)
    groups = _grouped(costs, _apart(scenarios))
    files = [file for group in groups for file in group] if processes > 1 else list(costs)
    places = [place(one) for file in files for one in scenarios if _file(one) == file] if by_place else files
    return Phase(tuple(groups), tuple(places), min(processes, len(groups)), tags)


def earlier_seconds(reports_dir: Path, beside: Path) -> dict[str, float]:
    """How long scenarios lasted the last time, by their place: by the newest other runs that left a summary."""
    lasted: dict[str, float] = {}
    others = [one for one in reports_dir.glob(f"*/{SUMMARY}") if one.parent != beside and not one.parent.is_symlink()]
    for path in sorted(others, reverse=True)[:KNOWN_RUNS]:
        try:
            known = parsed_object(path.read_bytes()) or {}
            lasted = {str(one["id"]): float(one["seconds"]) for one in known["scenarios"]} | lasted
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            continue  # a summary that cannot be read: it is only a guess at durations
    return lasted


def _file(scenario: Scenario) -> str:
    return shown(scenario.location.filename)


def _costs(scenarios: Iterable[Scenario], seconds: Mapping[str, float]) -> dict[str, float]:
    """How long each file lasts, in the order in which the files were asked for."""
    costs: dict[str, float] = {}
    for scenario in scenarios:
        file = _file(scenario)
        costs[file] = costs.get(file, 0.0) + seconds.get(place(scenario), UNKNOWN_S)
    return costs


def _apart(scenarios: Iterable[Scenario]) -> list[set[str]]:
    """The files whose scenarios must not run at the same time, one set for each tag that says so."""
    found: dict[str, set[str]] = {}
    for scenario in scenarios:
        for tag in scenario.effective_tags:
            if tag.startswith(ONE_AT_A_TIME):
                found.setdefault(str(tag), set()).add(_file(scenario))
    return list(found.values())


def _grouped(costs: Mapping[str, float], apart: Iterable[set[str]]) -> list[tuple[str, ...]]:
    """Each file in one group, those of a set in the same one; the longest group first, and so within it."""
    groups = [{file} for file in costs]
    for files in apart:
        touched = [group for group in groups if group & files]
        groups = [group for group in groups if not group & files] + [set().union(*touched)]
    ordered = [tuple(sorted(group, key=lambda file: (-costs[file], file))) for group in groups]
    return sorted(ordered, key=lambda group: (-sum(costs[file] for file in group), group))
