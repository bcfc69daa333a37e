"""The order in which the lines of a record must stand: start, plan, declarations, scenarios, finished, seal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from acceptance.record.ledger import Kind, Line
from acceptance.record.shape import misshapen
from acceptance.record.verify import Damage

_DECLARATIONS = (
    Kind.CATALOGUE,
    Kind.OUT_OF_SCOPE,
    Kind.WAIVER,
    Kind.ACCEPTED_GAP,
    Kind.RESPONSIBLE,
    Kind.PROJECT_TESTS,
    Kind.EARLIER,
)
_OF_A_SCENARIO = (Kind.SCENARIO_STARTED, Kind.STEP, Kind.SCENARIO_FINISHED)


def out_of_order(lines: Iterable[Line]) -> Damage | None:
    """The first line of a record that no run can have written there, or None."""
    order = _Order()
    for line in lines:
        fault = misshapen(line) or order.takes(line)
        if fault is not None:
            return Damage(line.number, fault)
    return None


class _Order:
    """How far a record has come."""

    def __init__(self) -> None:
        self._begun = self._finished = self._sealed = self._ran = False
        self._planned: set[str] | None = None
        self._open: set[str] = set()
        self._declared: list[tuple[str, Mapping[str, Any]]] = []

    def takes(self, line: Line) -> str | None:
        """Goes on by one line; returns why it cannot stand here."""
        fault = self._out_of_place(line)
        if fault is None:
            self._go_on(line)
        return fault

    def _out_of_place(self, line: Line) -> str | None:
        kind = line.kind
        if self._sealed:
            return "it was written after the record was sealed"
        if self._finished and kind != Kind.SEALED:
            return "it was written after the run had finished"
        if (kind == Kind.RUN_STARTED) is self._begun:
            return "the run starts a second time" if self._begun else "a record starts with the start of the run"
        if kind == Kind.SEALED and not self._finished:
            return "the record is sealed before the run had finished"
        if kind == Kind.PLAN:
            return self._bad_plan(line)
        if kind in _DECLARATIONS:
            return self._late_declaration(line)
        return self._bad_scenario(line) if kind in _OF_A_SCENARIO else None

    def _bad_plan(self, line: Line) -> str | None:
        if self._planned is not None:
            return "a run has one plan, and this is another"
        ids = [one["id"] for one in line.data["scenarios"]]
        return "the plan names a scenario twice" if len(set(ids)) < len(ids) else None

    def _late_declaration(self, line: Line) -> str | None:
        """Every process of a run repeats what was declared; nobody declares anything new once a scenario has begun."""
        if self._ran and (line.kind, line.data) not in self._declared:
            return f"a line {line.kind} that was not there before the first scenario"
        return None

    def _bad_scenario(self, line: Line) -> str | None:
        scenario = line.scope.scenario if line.scope is not None else ""
        if scenario not in (self._planned or ()):
            return f"the plan has no scenario {scenario}"
        if line.kind != Kind.SCENARIO_STARTED and scenario not in self._open:
            return f"the scenario {scenario} does not run there"
        if line.kind == Kind.STEP and (line.scope is None or line.scope.step is None):
            return "it is a step without a number"
        return None

    def _go_on(self, line: Line) -> None:
        match line.kind:
            case Kind.RUN_STARTED:
                self._begun = True
            case Kind.PLAN:
                self._planned = {one["id"] for one in line.data["scenarios"]}
            case Kind.RUN_FINISHED:
                self._finished = True
            case Kind.SEALED:
                self._sealed = True
            case Kind.SCENARIO_STARTED if line.scope is not None:
                self._ran = True
                self._open.add(line.scope.scenario)
            case Kind.SCENARIO_FINISHED if line.scope is not None:
                self._open.discard(line.scope.scenario)
            case kind if kind in _DECLARATIONS:
                self._declared.append((kind, line.data))
