"""run.json and the exit code follow from the record alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import Written

from acceptance.outcome import ExitCode, Outcome
from acceptance.record.ledger import Kind
from acceptance.record.summary import control_ids, summarize, write_summary


@pytest.fixture
def record(tmp_path: Path) -> Written:
    return Written(tmp_path)


def test_everything_satisfied_is_exit_code_zero(record: Written):
    summary = summarize(record.plan(["E2E-01"]).ran(1).finished().folder)
    assert (summary.exit_code, summary.complete, summary.passed) == (ExitCode.OK, True, 1)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [(Outcome.VIOLATED, 1), (Outcome.INCONCLUSIVE, 2), (Outcome.NOT_ASSESSED, 2), (Outcome.SATISFIED, 0)],
)
def test_one_scenario_that_is_not_satisfied_decides(record: Written, outcome: Outcome, code: int):
    summary = summarize(record.plan(["E2E-01"], ["E2E-02"]).ran(1).ran(2, outcome, "because").finished().folder)
    assert summary.exit_code == code


def test_a_violation_outweighs_gaps_and_an_interrupt_outweighs_both(record: Written):
    record.plan(["A-1"], ["A-2"]).ran(1, Outcome.VIOLATED).ran(2, Outcome.INCONCLUSIVE).finished()
    assert summarize(record.folder).exit_code == 1
    record.line(Kind.PROBLEM, sentence="stopped", exit_code=130)
    assert summarize(record.folder).exit_code == 130


@pytest.mark.parametrize("code", [2, 3, 4, 70, 130])
def test_a_problem_decides_although_all_is_satisfied(record: Written, code: int):
    record.plan(["A-1"]).ran(1).line(Kind.PROBLEM, sentence="no", exit_code=code).finished()
    assert summarize(record.folder).exit_code == code


def test_a_run_without_scenarios_is_never_green(record: Written):
    assert summarize(record.plan().finished().folder).exit_code == ExitCode.WRONG_USE


def test_what_was_planned_and_never_ran_is_inconclusive_and_the_run_incomplete(record: Written):
    record.plan(["E2E-01"], ["E2E-01"]).ran(1).finished()
    summary = summarize(record.folder)
    assert not summary.complete
    assert summary.exit_code == 2
    assert summary.scenarios[1].reason == "The run ended before it ran."
    assert summary.controls[0].outcome is Outcome.INCONCLUSIVE


def test_a_run_that_never_finished_is_incomplete(record: Written):
    summary = summarize(record.plan(["E2E-01"]).ran(1).folder)
    assert (summary.complete, summary.ended, summary.exit_code) == (False, None, 2)


def test_a_scenario_that_ran_twice_is_a_problem(record: Written):
    summary = summarize(record.plan(["E2E-01"]).ran(1).ran(1).finished().folder)
    assert summary.problems[0].sentence == "f:1 ran 2 times; once is enough."
    assert summary.exit_code == 2


def test_a_changed_record_is_a_problem(record: Written):
    record.plan(["E2E-01"]).ran(1, Outcome.VIOLATED, "because").finished()
    path = record.folder / "record.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"outcome":"violated"', b'"outcome":"satisfied"'))
    summary = summarize(record.folder)
    assert not summary.complete
    assert "Line 4 of the record cannot be trusted" in summary.problems[0].sentence
    assert summary.exit_code == 2


GAP = {"control": "SCAN-07", "scenario": "s1", "reason": "known", "owner": "us", "expires": "2999-12-31"}


@pytest.mark.parametrize(
    ("outcome", "tags", "gap", "code"),
    [
        (Outcome.NOT_ASSESSED, ["SCAN-07"], {}, 0),
        (Outcome.INCONCLUSIVE, ["SCAN-07"], {}, 0),
        (Outcome.VIOLATED, ["SCAN-07"], {}, 1),
        (Outcome.NOT_ASSESSED, ["SCAN-07", "E2E-01"], {}, 2),
        (Outcome.NOT_ASSESSED, [], {}, 2),
        (Outcome.NOT_ASSESSED, ["SCAN-07"], {"scenario": "another"}, 2),
        (Outcome.NOT_ASSESSED, ["SCAN-07"], {"expires": "2020-01-01"}, 2),
    ],
)
def test_only_the_accepted_gap_itself_is_tolerated_and_not_for_ever(
    record: Written, outcome: Outcome, tags: list, gap: dict, code: int
):
    record.plan(tags).ran(1, outcome, "because").line(Kind.ACCEPTED_GAP, **{**GAP, **gap})
    assert summarize(record.finished().folder).exit_code == code


def test_a_row_of_an_outline_is_accepted_by_its_name_without_the_rows_number(record: Written):
    named = {"id": "f:1", "feature": "F", "name": "s1 [1.6]", "tags": ["SCAN-07"], "layer": "security"}
    record.line(Kind.PLAN, scenarios=[named]).ran(1, Outcome.NOT_ASSESSED, "no TLS").line(Kind.ACCEPTED_GAP, **GAP)
    assert summarize(record.finished().folder).exit_code == 0


def test_the_worst_scenario_decides_a_control(record: Written):
    record.plan(["E2E-01"], ["E2E-01", "E2E-02"]).ran(1).ran(2, Outcome.VIOLATED, "because").finished()
    controls = {control.id: (control.outcome, control.reason) for control in summarize(record.folder).controls}
    assert controls == {"E2E-01": (Outcome.VIOLATED, "because"), "E2E-02": (Outcome.VIOLATED, "because")}


def test_run_json_has_the_documented_keys(record: Written):
    record.plan(["E2E-01", "e2e"]).ran(1).line(Kind.API_COVERAGE, documented=2, exercised=2, not_exercised=[])
    write_summary(record.finished().folder)
    told = json.loads((record.folder / "run.json").read_text())
    documented = {"run_id", "profile", "started", "ended", "complete", "outcomes", "scenarios", "controls"}
    assert documented | {"objectives", "scanners", "api_coverage"} <= set(told)
    assert {"feature", "name", "tags", "outcome", "reason", "seconds"} <= set(told["scenarios"][0])
    assert {"id", "outcome", "reason", "proven", "scenarios", "standing", "declared"} == set(told["controls"][0])
    assert {"in_scope", "assessed", "not_applicable", "provided_by_another_system"} <= set(told["coverage"])
    assert told["outcomes"] == {"satisfied": 1, "not_assessed": 0, "inconclusive": 0, "violated": 0}
    assert told["api_coverage"]["documented"] == 2


@given(outcomes=st.lists(st.sampled_from(Outcome), min_size=1, max_size=6), finished=st.booleans())
def test_green_means_exactly_that_everything_is_satisfied_and_finished(tmp_path_factory, outcomes, finished):
    record = Written(tmp_path_factory.getbasetemp()).plan(*[["E2E-01"]] * len(outcomes))
    for number, outcome in enumerate(outcomes, 1):
        record.ran(number, outcome)
    if finished:
        record.finished()
    summary = summarize(record.folder)
    assert (summary.exit_code == 0) == (finished and set(outcomes) == {Outcome.SATISFIED})


def test_tags_that_name_controls_are_told_from_others():
    assert control_ids(["E2E-01", "PCI-13", "prod.never", "e2e", "critical", "SOX-03", "e2e-1"]) == [
        "E2E-01",
        "PCI-13",
        "SOX-03",
    ]
