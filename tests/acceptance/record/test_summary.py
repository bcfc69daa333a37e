"""run.json and the exit code follow from the record alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import CHECK, Written

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
    record.plan(["A-1"], ["A-2"]).ran(1, Outcome.VIOLATED).ran(2, Outcome.INCONCLUSIVE)
    assert summarize(record.folder).exit_code == 1
    record.line(Kind.PROBLEM, sentence="stopped", exit_code=130).finished()
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
    assert "Line 5 of the record cannot be trusted" in summary.problems[0].sentence
    assert summary.scenarios[0].reason == "The run ended while it ran."
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
    record.plan(tags).line(Kind.ACCEPTED_GAP, **{**GAP, **gap}).ran(1, outcome, "because")
    assert summarize(record.finished().folder).exit_code == code


def test_a_row_of_an_outline_is_accepted_by_its_name_without_the_rows_number(record: Written):
    record.plan(["SCAN-07"], name="s1 [1.6]").line(Kind.ACCEPTED_GAP, **GAP).ran(1, Outcome.NOT_ASSESSED, "no TLS")
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
    assert {"id", "outcome", "reason", "proven", "scenarios", "standing", "declared", "to_bind"} == set(
        told["controls"][0]
    )
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


@pytest.mark.parametrize("unsealed", [True, False])
def test_complete_means_sealed(record: Written, unsealed: bool):
    record.plan(["E2E-01"]).ran(1).line(Kind.RUN_FINISHED)
    if not unsealed:
        record.ledger.seal()
    assert summarize(record.folder).complete is not unsealed


def test_an_empty_record_and_one_without_a_plan_are_not_complete(record: Written):
    assert not summarize(record.finished().folder).complete
    (record.folder / "record.jsonl").write_bytes(b"")
    summary = summarize(record.folder)
    assert (summary.complete, summary.exit_code) == (False, ExitCode.WRONG_USE)


def claims(record: Written) -> tuple[Outcome, ExitCode, list[str]]:
    summary = summarize(record.finished().folder)
    return summary.scenarios[0].outcome, summary.exit_code, list(summary.contradictions)


def test_a_satisfied_scenario_with_a_failed_check_counts_as_violated_and_is_named(record: Written):
    record.plan(["E2E-01"]).began(1).checked(1).checked(1, held=False, seen="was <2>").stepped(1).ended(1)
    outcome, code, named = claims(record)
    assert (outcome, code) == (Outcome.VIOLATED, ExitCode.VIOLATED)
    assert named == [
        "f:1 claims to be satisfied, but its steps and checks make it violated: one is one: expected <1>, but was <2>"
    ]


@pytest.mark.parametrize(
    "evidence",
    [
        lambda one: one.stepped(1),
        lambda one: one.checked(1, thread="Thread-1").stepped(1),
        lambda one: one.checked(1, step=2).stepped(1),
        lambda one: one.checked(1),
        lambda one: one.checked(1).stepped(1, Outcome.NOT_ASSESSED),
        lambda one: one.checked(1).stepped(1, Outcome.INCONCLUSIVE),
        lambda one: one.checked(1).checked(1, held=False, step=None).stepped(1),
    ],
    ids=["no check", "another thread's check", "another step's", "no end", "not run", "unclear", "outside a step"],
)
def test_a_satisfied_scenario_without_full_evidence_is_inconclusive_and_named(record: Written, evidence):
    outcome, code, named = claims(evidence(record.plan(["E2E-01"]).began(1)).ended(1))
    assert (outcome, code, len(named)) == (Outcome.INCONCLUSIVE, ExitCode.GAPS, 1)


def test_a_failed_check_in_a_given_is_inconclusive(record: Written):
    record.plan(["E2E-01"], steps=["given", "then"]).began(1).checked(1, held=False).stepped(1)
    outcome, code, named = claims(record.checked(1, step=2).stepped(1, step=2).ended(1))
    assert (outcome, code, len(named)) == (Outcome.INCONCLUSIVE, ExitCode.GAPS, 1)


@pytest.mark.parametrize(("held", "code"), [(True, ExitCode.GAPS), (False, ExitCode.VIOLATED)])
def test_a_check_while_its_scenario_does_not_run_is_a_problem(record: Written, held: bool, code: ExitCode):
    record.plan(["E2E-01"]).ran(1).checked(1, held=held).line(Kind.CHECK, **{**CHECK, "held": held})
    summary = summarize(record.finished().folder)
    stray = [problem.sentence for problem in summary.problems if "a check outside any scenario" in problem.sentence]
    assert [sentence[:6] for sentence in stray] == ["Line 7", "Line 8"]
    assert summary.exit_code == code


def test_a_process_that_never_came_to_its_end_is_a_problem(record: Written):
    record.plan(["E2E-01"]).line(Kind.WORKER_STARTED, worker="1").line(Kind.WORKER_STARTED, worker="2").ran(1)
    summary = summarize(record.line(Kind.WORKER_FINISHED, worker="1").finished().folder)
    assert [problem.sentence.split(",")[0] for problem in summary.problems] == ["Worker 2 never came to its end"]
    assert summary.exit_code == ExitCode.GAPS


def test_tags_that_name_controls_are_told_from_others():
    assert control_ids(["E2E-01", "PCI-13", "prod.never", "e2e", "critical", "SOX-03", "e2e-1"]) == [
        "E2E-01",
        "PCI-13",
        "SOX-03",
    ]


def test_a_draft_runs_and_never_counts(record: Written):
    record.plan(["A-1"], ["A-1", "draft"], ["A-2", "draft"]).ran(1).ran(2, Outcome.VIOLATED, "because").ran(3)
    summary = summarize(record.finished().folder)
    assert (summary.exit_code, summary.complete, summary.outcomes[Outcome.VIOLATED]) == (ExitCode.OK, True, 0)
    assert [one.outcome for one in summary.drafts] == [Outcome.VIOLATED, Outcome.SATISFIED]
    assert {one.id: one.outcome for one in summary.controls} == {"A-1": Outcome.SATISFIED}


def test_drafts_alone_are_no_success(record: Written):
    summary = summarize(record.plan(["A-1", "draft"]).ran(1).finished().folder)
    assert (summary.exit_code, summary.complete, summary.passed) == (ExitCode.GAPS, True, 0)


def test_a_draft_that_never_ran_leaves_the_run_incomplete(record: Written):
    summary = summarize(record.plan(["A-1"], ["A-1", "draft"]).ran(1).finished().folder)
    assert (summary.exit_code, summary.complete) == (ExitCode.GAPS, False)
