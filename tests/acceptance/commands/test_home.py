"""`acceptance` alone says how the last run stands, and names commands that make sense then."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from written import Written

from acceptance.commands.home import home
from acceptance.outcome import Cause, Outcome
from acceptance.record.ledger import Kind
from acceptance.record.summary import write_summary


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Written:
    """The latest run, which has begun."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "reports/latest").mkdir(parents=True)
    return Written(tmp_path / "reports/latest")


def said(run: Written, *, ended: bool = True) -> str:
    if ended:
        run.finished()
        write_summary(run.folder)
    lines, _ = home(run.folder.parent)
    assert len(lines) <= 24
    return "\n".join(lines)


def test_where_nothing_was_run_it_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert "No run is here yet.\n\nNext:\n  acceptance run GDPR-06 " in "\n".join(home(tmp_path)[0])
    monkeypatch.chdir(tmp_path)
    assert "Next:\n  acceptance init NAME --openapi FILE" in "\n".join(home(tmp_path)[0])
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles/ours.yaml").touch()
    assert "Next:\n  acceptance doctor --env ours" in "\n".join(home(tmp_path)[0])


def test_a_violated_control_comes_first_then_what_cannot_be_told(run: Written):
    run.plan(["GDPR-01"], ["GDPR-02"], ["GDPR-03"])
    text = said(run.ran(1, Outcome.INCONCLUSIVE, "no").ran(2, Outcome.VIOLATED, "no").ran(3, Outcome.VIOLATED, "no"))
    assert "Next:\n  acceptance explain GDPR-02" in text
    assert "(1 more)" in text
    assert text.index("explain GDPR-02") < text.index("explain GDPR-01") < text.index("--rerun-failed")


def test_what_the_profile_lacks_leads_to_the_doctor(run: Written):
    text = said(run.plan(["GDPR-01"]).ran(1, Outcome.NOT_ASSESSED, "write operations.erase", Cause.BINDING))
    assert "acceptance doctor --env local" in text


def test_when_all_is_well_it_asks_whether_that_could_have_been_otherwise(run: Written):
    text = said(run.plan(["GDPR-01"]).ran(1))
    assert "acceptance prove --dry-run" in text
    assert "--rerun-failed" not in text


def test_what_was_accepted_is_not_to_be_run_again(run: Written):
    gap = {"control": "GDPR-01", "scenario": "s1", "reason": "r", "owner": "o", "expires": "2999-01-01"}
    run.line(Kind.ACCEPTED_GAP, **gap).plan(["GDPR-01"])
    assert "--rerun-failed" not in said(run.ran(1, Outcome.NOT_ASSESSED, "no load here", Cause.ENVIRONMENT))


def test_a_run_that_has_not_ended_is_told_by_the_age_of_its_record(run: Written):
    run.plan(["GDPR-01"]).ran(1)
    assert "It is under way, or was cut off a moment ago." in said(run, ended=False)
    os.utime(run.folder / "record.jsonl", (0, 0))
    text = said(run, ended=False)
    assert "It was cut off before its end." in text
    assert "acceptance run --env local " in text


def test_a_record_that_was_changed_is_told_and_leads_to_verify(run: Written):
    said(run.plan(["GDPR-01"]).ran(1))
    record = run.folder / "record.jsonl"
    record.write_text(record.read_text("utf-8").replace("one is one", "one is two"), "utf-8")
    lines, doubt = home(run.folder.parent)
    assert doubt
    assert any(line.startswith("  acceptance verify ") for line in lines)
