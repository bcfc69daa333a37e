"""What is declared about a control is shown beside what was seen, ends on its day, and is never taken for satisfied."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import Written

from acceptance.outcome import Cause, Outcome, Standing
from acceptance.record.ledger import Kind
from acceptance.record.standing import Declared, FrameworkCoverage
from acceptance.record.summary import SELF_CHECK, RunSummary, summarize

TODAY = datetime.now(UTC).date()
NOT_SATISFIED = [outcome for outcome in Outcome if outcome is not Outcome.SATISFIED]
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


def waiver(control: str, days: int, since: int = -30) -> dict[str, str]:
    return {
        "control": control,
        "reason": "the vendor delivers in spring",
        "owner": "J. Doe",
        "since": f"{TODAY + timedelta(since)}",
        "expires": f"{TODAY + timedelta(days)}",
    }


def scope(control: str, status: str, review: int = 30) -> dict[str, str]:
    return {
        "control": control,
        "status": status,
        "reason": "no card numbers here",
        "decided_by": "J. Doe",
        "date": "2026-01-01",
        "review_by": f"{TODAY + timedelta(review)}",
        "evidence": "file 7",
    }


def catalogue(*ids: str) -> dict[str, object]:
    return {"controls": [{"id": id_, "framework": id_.split("-")[0], "severity": "critical"} for id_ in ids]}


@pytest.fixture
def record(tmp_path) -> Written:
    return Written(tmp_path)


def ended(record: Written, outcome: Outcome, *tags: str) -> RunSummary:
    return summarize(record.plan(list(tags)).ran(1, outcome, "because").finished().folder)


@pytest.mark.parametrize("outcome", NOT_SATISFIED)
def test_a_waived_control_is_shown_as_waived_with_what_was_seen_and_does_not_fail_the_run(record, outcome):
    record.line(Kind.WAIVER, **waiver("PCI-01", 0))
    summary = ended(record, outcome, "PCI-01")
    (control,) = summary.controls
    assert (control.outcome, control.standing) == (outcome, Standing.WAIVED)
    assert control.declared.startswith(f"waived until {TODAY} by J. Doe: the vendor")
    assert summary.scenarios[0].declared == f"PCI-01 is {control.declared}"
    assert (summary.passed, summary.exit_code) == (0, 0)


@pytest.mark.parametrize("outcome", NOT_SATISFIED)
def test_an_expired_waiver_is_a_violation(record, outcome):
    record.line(Kind.WAIVER, **waiver("PCI-01", -1))
    summary = ended(record, outcome, "PCI-01")
    assert summary.controls[0].standing is Standing.VIOLATED
    assert "expired on" in summary.controls[0].declared
    assert summary.exit_code == 1
    assert any("renew it or remove it" in reminder for reminder in summary.reminders)


def test_a_waiver_that_has_not_begun_changes_nothing(record):
    record.line(Kind.WAIVER, **waiver("PCI-01", 30, since=1))
    summary = ended(record, Outcome.VIOLATED, "PCI-01")
    assert (summary.controls[0].standing, summary.exit_code) == (Standing.VIOLATED, 1)


@pytest.mark.parametrize("days", [-1, 10])
def test_a_waiver_on_a_satisfied_control_is_flagged_as_stale(record, days):
    record.line(Kind.WAIVER, **waiver("PCI-01", days))
    summary = ended(record, Outcome.SATISFIED, "PCI-01")
    assert (summary.controls[0].standing, summary.controls[0].declared) == (Standing.SATISFIED, "")
    assert summary.reminders == ("PCI-01: its waiver by J. Doe is stale, for the control is satisfied; remove it.",)
    assert summary.exit_code == 0


def test_a_waiver_covers_its_own_control_only(record):
    record.line(Kind.WAIVER, **waiver("PCI-01", 10))
    summary = ended(record, Outcome.VIOLATED, "PCI-01", "SOX-01")
    assert [control.standing for control in summary.controls] == [Standing.WAIVED, Standing.VIOLATED]
    assert summary.scenarios[0].declared == ""
    assert summary.exit_code == 1


def test_a_waiver_does_not_cover_a_problem_of_the_run(record):
    record.line(Kind.WAIVER, **waiver("PCI-01", 10)).line(Kind.PROBLEM, sentence="x", exit_code=2)
    assert ended(record, Outcome.VIOLATED, "PCI-01").exit_code == 2


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("not applicable", Standing.NOT_APPLICABLE),
        ("provided by another system", Standing.PROVIDED_ELSEWHERE),
    ],
)
def test_what_is_out_of_scope_leaves_coverage_and_is_listed_beside_it(record, status, standing):
    record.line(Kind.CATALOGUE, **catalogue("GDPR-01", "PCI-01", "PCI-02", "PCI-03"))
    record.line(Kind.OUT_OF_SCOPE, **scope("PCI-02", status)).line(Kind.OUT_OF_SCOPE, **scope("PCI-02", status))
    record.plan(["GDPR-01"], ["PCI-01"], ["PCI-02"])
    record.ran(1).ran(2, Outcome.VIOLATED, "because").ran(3, Outcome.NOT_ASSESSED, "declared").finished()
    summary = summarize(record.folder)
    assert {control.id: control.standing for control in summary.controls}["PCI-02"] is standing
    coverage = summary.coverage
    assert (coverage.in_scope, coverage.assessed) == (3, 2)
    assert set(coverage.frameworks) == {FrameworkCoverage("GDPR", 1, 1), FrameworkCoverage("PCI", 2, 1)}
    assert ("PCI-02",) in (coverage.not_applicable, coverage.provided_by_another_system)
    assert summary.exit_code == 1  # PCI-01, and not because of PCI-02


def test_everything_satisfied_or_out_of_scope_is_exit_code_zero(record):
    record.line(Kind.OUT_OF_SCOPE, **scope("PCI-02", "not applicable"))
    record.plan(["GDPR-01"], ["PCI-02"]).ran(1).ran(2, Outcome.NOT_ASSESSED, "declared").finished()
    assert summarize(record.folder).exit_code == 0


def test_an_overdue_review_is_said(record):
    record.line(Kind.OUT_OF_SCOPE, **scope("PCI-02", "not applicable", review=-1))
    (reminder,) = ended(record, Outcome.SATISFIED, "GDPR-01").reminders
    assert reminder.startswith(f"PCI-02: the review of its scope was due on {TODAY - timedelta(1)}; ask J. Doe")


def test_without_a_catalogue_what_the_scenarios_name_is_in_scope(record):
    coverage = ended(record, Outcome.INCONCLUSIVE, "GDPR-01").coverage
    assert (coverage.in_scope, coverage.assessed) == (1, 0)


def own_check(id_: str) -> dict[str, object]:
    return {
        "controls": [{**entry, "self_check": entry["id"] == id_} for entry in catalogue(id_, "GDPR-01")["controls"]]
    }


def test_a_self_check_of_the_suite_is_shown_as_one_and_is_no_coverage(record):
    record.line(Kind.CATALOGUE, **own_check("SLO-07"))
    summary = ended(record, Outcome.SATISFIED, "SLO-07", SELF_CHECK)
    assert (summary.controls[0].outcome, summary.controls[0].standing) == (Outcome.SATISFIED, Standing.SELF_CHECK)
    coverage = summary.coverage
    assert (coverage.in_scope, coverage.assessed, coverage.self_checks) == (1, 0, ("SLO-07",))
    assert summary.exit_code == 0


@pytest.mark.parametrize("outcome", [Outcome.VIOLATED, Outcome.INCONCLUSIVE])
def test_a_self_check_that_fails_is_told_as_any_other(record, outcome):
    record.line(Kind.CATALOGUE, **own_check("SLO-07"))
    summary = ended(record, outcome, "SLO-07", SELF_CHECK)
    assert summary.controls[0].standing.value == outcome.value
    assert summary.exit_code != 0


@pytest.mark.parametrize(
    ("own", "theirs", "told"),
    [
        (Outcome.SATISFIED, None, Outcome.NOT_ASSESSED),
        (Outcome.SATISFIED, Outcome.NOT_ASSESSED, Outcome.NOT_ASSESSED),
        (Outcome.SATISFIED, Outcome.SATISFIED, Outcome.SATISFIED),
        (Outcome.INCONCLUSIVE, Outcome.SATISFIED, Outcome.INCONCLUSIVE),
    ],
)
def test_a_control_about_the_platform_is_not_satisfied_by_self_checks_alone(record, own, theirs, told):
    record.line(Kind.CATALOGUE, **own_check("SLO-07"))
    record.plan(["GDPR-01", SELF_CHECK], *([["GDPR-01"]] if theirs else [])).ran(1, own, "because")
    if theirs:
        record.ran(2, theirs, "because")
    summary = summarize(record.finished().folder)
    assert summary.controls[0].outcome is told
    assert summary.coverage.assessed == (told is Outcome.SATISFIED)


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ([("no cache in the profile (at: Given a value (in it))", Cause.BINDING)], "no cache in the profile"),
        ([("no x", Cause.BINDING), ("no y", Cause.BINDING), ("no x", Cause.BINDING)], "no x; no y"),
        ([("no x", Cause.BINDING), ("not permitted", Cause.ENVIRONMENT)], ""),
        ([("no x", Cause.BINDING), None], ""),
    ],
)
def test_a_control_whose_every_scenario_lacks_something_says_what_to_bind(record, seen, told):
    record.plan(*[["GDPR-01"] for _ in seen])
    for number, one in enumerate(seen, 1):
        if one is None:
            record.ran(number)
        else:
            record.ran(number, Outcome.NOT_ASSESSED, one[0], cause=one[1])
    assert summarize(record.finished().folder).controls[0].to_bind == told


@given(outcome=st.sampled_from(Outcome), today=DAYS, since=DAYS, expires=DAYS)
def test_no_waiver_ever_makes_a_control_satisfied(outcome, today, since, expires):
    told = Declared(today, waivers={"PCI-01": {"since": f"{since}", "expires": f"{expires}"}})
    standing = told.standing("PCI-01", outcome)
    assert (standing is Standing.SATISFIED) == (outcome is Outcome.SATISFIED)
    if standing is Standing.WAIVED:
        assert since <= today <= expires
    assert told.standing("PCI-02", outcome).value == outcome.value
