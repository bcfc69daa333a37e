"""What a run was told about controls - the catalogue, scope and waivers - and what a control therefore counts as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from acceptance.outcome import Outcome, Standing
from acceptance.record.ledger import Kind, Line

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class FrameworkCoverage:
    """How much of one framework was assessed: satisfied or violated, of all its controls in scope."""

    framework: str
    in_scope: int
    assessed: int


@dataclass(frozen=True)
class Coverage:
    """How much was assessed. What is declared out of scope is not in `in_scope`; it is listed beside it.

    `self_checks` are the controls of this run that are about the suite itself; they are not in `in_scope` either.
    """

    in_scope: int
    assessed: int
    not_applicable: tuple[str, ...]
    provided_by_another_system: tuple[str, ...]
    frameworks: tuple[FrameworkCoverage, ...]
    self_checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declared:
    """Everything declared about controls.

    Attributes:
        day: the day of the run; what ends before it has ended.
        catalogue: control id -> its entry.
        scope: control id -> its declaration.
        waivers: control id -> its waiver.
    """

    day: date
    catalogue: Mapping[str, Entry] = field(default_factory=dict)
    scope: Mapping[str, Entry] = field(default_factory=dict)
    waivers: Mapping[str, Entry] = field(default_factory=dict)

    def standing(self, control: str, outcome: Outcome) -> Standing:
        """What a control counts as in this run."""
        entry = self.scope.get(control)
        if entry is not None:
            return Standing(str(entry["status"]).replace(" ", "_"))
        if outcome is Outcome.SATISFIED and self.is_self_check(control):
            return Standing.SELF_CHECK
        waiver = self.waivers.get(control)
        if waiver is None or outcome is Outcome.SATISFIED or _day(waiver, "since") > self.day:
            return Standing(outcome.value)
        return Standing.VIOLATED if _day(waiver, "expires") < self.day else Standing.WAIVED

    def is_self_check(self, control: str) -> bool:
        """Whether a control is about the suite itself, so that it says nothing of the platform."""
        return bool(self.catalogue.get(control, {}).get("self_check"))

    def words(self, control: str) -> str:
        """What was declared about a control, in one sentence; empty when nothing was."""
        entry = self.scope.get(control)
        if entry is not None:
            where = f" ({entry['evidence']})" if entry["evidence"] else ""
            return f"{entry['status']}, decided by {entry['decided_by']} on {entry['date']}: {entry['reason']}{where}"
        waiver = self.waivers.get(control)
        if waiver is None:
            return ""
        if _day(waiver, "expires") < self.day:
            return f"its waiver by {waiver['owner']} expired on {waiver['expires']}: {waiver['reason']}"
        if _day(waiver, "since") > self.day:
            return f"a waiver by {waiver['owner']} begins on {waiver['since']}"
        return f"waived until {waiver['expires']} by {waiver['owner']}: {waiver['reason']}"

    def reminders(self, outcomes: Mapping[str, Outcome]) -> list[str]:
        """What somebody should do about the declarations, one sentence each.

        Args:
            outcomes: of the controls of this run.
        """
        overdue = [
            f"{control}: the review of its scope was due on {entry['review_by']}; ask {entry['decided_by']}."
            for control, entry in self.scope.items()
            if _day(entry, "review_by") < self.day
        ]
        stale = [
            f"{control}: its waiver by {waiver['owner']} is stale, for the control is satisfied; remove it."
            for control, waiver in self.waivers.items()
            if outcomes.get(control) is Outcome.SATISFIED
        ]
        expired = [
            f"{control}: its waiver by {waiver['owner']} expired on {waiver['expires']}; renew it or remove it."
            for control, waiver in self.waivers.items()
            if _day(waiver, "expires") < self.day and outcomes.get(control) is not Outcome.SATISFIED
        ]
        return [*overdue, *stale, *expired]

    def coverage(self, outcomes: Mapping[str, Outcome]) -> Coverage:
        """How much of what is in scope this run assessed.

        Args:
            outcomes: of the controls of this run; every other one of the catalogue was not assessed.
        """
        known = {**self.catalogue, **outcomes}
        inside = [control for control in known if control not in self.scope and not self.is_self_check(control)]
        assessed = {c for c in inside if outcomes.get(c) in (Outcome.SATISFIED, Outcome.VIOLATED)}
        frameworks: dict[str, list[str]] = {}
        for control in inside:
            name = str(self.catalogue[control]["framework"]) if control in self.catalogue else "not in the catalogue"
            frameworks.setdefault(name, []).append(control)
        return Coverage(
            in_scope=len(inside),
            assessed=len(assessed),
            not_applicable=self._declared("not applicable"),
            provided_by_another_system=self._declared("provided by another system"),
            self_checks=tuple(sorted(filter(self.is_self_check, outcomes))),
            frameworks=tuple(
                FrameworkCoverage(name, len(own), len(assessed.intersection(own))) for name, own in frameworks.items()
            ),
        )

    def _declared(self, status: str) -> tuple[str, ...]:
        return tuple(sorted(control for control, entry in self.scope.items() if entry["status"] == status))


def declared(lines: Iterable[Line], day: date) -> Declared:
    """What the lines of a record declare. Every process of a run writes them; each counts once."""
    catalogue: dict[str, Entry] = {}
    found: dict[str, dict[str, Entry]] = {Kind.OUT_OF_SCOPE: {}, Kind.WAIVER: {}}
    for line in lines:
        if line.kind == Kind.CATALOGUE:
            catalogue |= {entry["id"]: entry for entry in line.data["controls"]}
        elif line.kind in found:
            found[line.kind][line.data["control"]] = line.data
    return Declared(day, catalogue, found[Kind.OUT_OF_SCOPE], found[Kind.WAIVER])


def _day(entry: Entry, key: str) -> date:
    return date.fromisoformat(str(entry[key]))
