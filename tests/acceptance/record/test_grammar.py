"""A record whose lines stand in an order that no run writes is damaged, and the first such line is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from written import CHECK, STEP, Written

from acceptance.record.ledger import Kind, Ledger, Scope
from acceptance.record.reading import trusted
from acceptance.record.redaction import Redactor

DAY = "2026-11-01"
WAIVER = {"control": "E2E-01", "reason": "r", "owner": "o", "since": DAY, "expires": "2999-01-01"}
GAP = {"control": "E2E-01", "scenario": "s1", "reason": "r", "owner": "o", "expires": "2999-01-01"}
SCOPE = {"control": "E2E-01", "status": "not applicable", "reason": "r", "decided_by": "d", "date": DAY}
SCOPE |= {"review_by": DAY, "evidence": None}
ENDED = {"outcome": "satisfied", "reason": "", "cause": None, "seconds": 1}


@pytest.fixture
def record(tmp_path: Path) -> Written:
    return Written(tmp_path)


def damage(record: Written) -> tuple[int, str] | None:
    found = trusted(record.folder / "record.jsonl")[1]
    return (found.line, found.sentence) if found is not None else None


def test_a_whole_run_is_in_order(record: Written):
    record.plan(["E2E-01"]).line(Kind.WAIVER, **WAIVER).line(Kind.OUT_OF_SCOPE, **SCOPE).line(Kind.ACCEPTED_GAP, **GAP)
    assert damage(record.ran(1).line(Kind.WAIVER, **WAIVER).line("of a later suite", x=1).finished()) is None


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda one: one.plan(["A-1"]), "one plan"),
        (lambda one: one.line(Kind.RUN_STARTED, run_id="r2"), "a second time"),
        (lambda one: one.line(Kind.WAIVER, **WAIVER), "was not there before the first scenario"),
        (lambda one: one.line(Kind.ACCEPTED_GAP, **GAP), "was not there before the first scenario"),
        (lambda one: one.line(Kind.OUT_OF_SCOPE, **SCOPE), "was not there before the first scenario"),
        (lambda one: one.line(Kind.CATALOGUE, controls=[]), "was not there before the first scenario"),
        (lambda one: one.line(Kind.SEALED), "sealed before the run had finished"),
        (lambda one: one.ended(1), "does not run there"),
        (lambda one: one.stepped(1), "does not run there"),
        (lambda one: one.began(9), "the plan has no scenario f:9"),
        (lambda one: one.line(Kind.STEP, **STEP, outcome="satisfied"), "of no scenario"),
        (lambda one: one.began(1).of(1, None, Kind.STEP, **STEP, outcome="satisfied"), "without a number"),
        (lambda one: one.line(Kind.RUN_FINISHED).line(Kind.WAIVER, **WAIVER), "after the run had finished"),
        (lambda one: one.line(Kind.RUN_FINISHED).line(Kind.PROBLEM, sentence="s", exit_code=2), "after the run"),
        (lambda one: one.line(Kind.RUN_FINISHED).line(Kind.RUN_FINISHED), "after the run had finished"),
    ],
)
def test_a_line_that_cannot_stand_there_is_named(record: Written, write: Callable[[Written], Written], said: str):
    written = write(record.plan(["E2E-01"]).ran(1))
    found = damage(written)
    assert found is not None
    assert said in found[1]
    assert found[0] == len((record.folder / "record.jsonl").read_bytes().splitlines())


def test_a_record_starts_with_the_start_of_a_run(tmp_path: Path):
    Ledger(tmp_path / "record.jsonl", Redactor()).append(Kind.PLAN, {"scenarios": []})
    found = trusted(tmp_path / "record.jsonl")[1]
    assert found is not None
    assert (found.line, found.sentence) == (1, "a record starts with the start of the run")


def test_a_waiver_put_behind_a_finished_run_whose_seal_was_cut_off_is_damage(record: Written):
    path = record.plan(["E2E-01"]).ran(1).finished().folder / "record.jsonl"
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:-2]) + b"\n")
    again = Ledger(path, Redactor())
    again.append(Kind.WAIVER, WAIVER)
    again.seal()
    assert damage(record) == (8, "it was written after the run had finished")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.PLAN, {"scenarios": [{"id": "f:1"}]}),
        (Kind.PLAN, {"scenarios": {}}),
        (Kind.PLAN, {}),
        (Kind.PROBLEM, {"sentence": "s", "exit_code": 0}),
        (Kind.PROBLEM, {"sentence": "s", "exit_code": 99}),
        (Kind.PROBLEM, {"sentence": "s", "exit_code": True}),
        (Kind.PROBLEM, {"sentence": ["s"], "exit_code": 2}),
        (Kind.WAIVER, {**WAIVER, "expires": "tomorrow"}),
        (Kind.WAIVER, {key: value for key, value in WAIVER.items() if key != "since"}),
        (Kind.OUT_OF_SCOPE, {**SCOPE, "status": "waived"}),
        (Kind.FIGURE, {"name": "p95", "unit": "ms", "better": "sideways", "values": [1]}),
        (Kind.FIGURE, {"name": "p95", "unit": "ms", "better": "lower", "values": [float("nan")]}),
        (Kind.FIGURE, {"name": "p95", "unit": "ms", "better": "lower", "values": [10**30]}),
        (Kind.API_COVERAGE, {"documented": "2", "exercised": 2, "not_exercised": []}),
        (Kind.CHECK, {**CHECK, "held": 1}),
        (Kind.CATALOGUE, {"controls": [{"framework": "F"}]}),
        (Kind.WORKER_STARTED, {}),
    ],
)
def test_a_line_of_another_shape_is_named(record: Written, kind: Kind, data: dict[str, Any]):
    found = damage(record.line(kind, **data))
    assert found is not None
    assert found[0] == 2


@pytest.mark.parametrize("changed", [{"seconds": -1}, {"seconds": "1"}, {"outcome": "fine"}, {"cause": "us"}])
def test_a_scenarios_end_of_another_shape_is_named(record: Written, changed: dict[str, Any]):
    record.plan(["E2E-01"]).began(1).ledger.append_in(Scope("f:1"), Kind.SCENARIO_FINISHED, {**ENDED, **changed})
    found = damage(record)
    assert found is not None
    assert found[0] == 4
