"""The project's own last test report is told as it is, and one that cannot be read is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from written import Written

from acceptance.outcome import Outcome
from acceptance.record.ledger import Kind
from acceptance.record.summary import summarize
from acceptance.runner.own_tests import project_tests


def test_counts_and_coverage_are_those_of_the_files(tmp_path: Path):
    suite = '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3" timestamp="2026-01-02T03:04:05"/>'
    (tmp_path / "junit.xml").write_text(suite + "</testsuites>")
    (tmp_path / "coverage.xml").write_text('<coverage line-rate="0.9123"/>')
    told = project_tests(tmp_path)
    assert told == {"reported": "2026-01-02T03:04:05", "passed": 4, "failed": 3, "skipped": 3, "coverage": 91.2}


def test_no_report_and_a_torn_one_are_none(tmp_path: Path):
    assert project_tests(tmp_path) is None
    (tmp_path / "junit.xml").write_text("<testsuites><test")
    assert project_tests(tmp_path) is None


SUITES = [
    'tests="10" failures="11"',
    f'tests="{"9" * 30}"',
    f'tests="{"9" * 5000}"',
    'tests="-3"',
    'tests="1" skipped="2"',
]


@pytest.mark.parametrize("share", ["nan", "inf", "-1", "1e400", "17", "many", ""])
@pytest.mark.parametrize("counts", ['tests="10" failures="1"', *SUITES])
def test_an_odd_report_of_the_projects_own_tests_damages_no_record(tmp_path: Path, counts: str, share: str):
    (tmp_path / "junit.xml").write_text(f"<testsuites><testsuite {counts}/></testsuites>")
    (tmp_path / "coverage.xml").write_text(f'<coverage line-rate="{share}"/>')
    record = Written(tmp_path)
    told = project_tests(tmp_path)
    if told is not None:
        record.line(Kind.PROJECT_TESTS, **told)
        assert told["coverage"] is None
    summary = summarize(record.plan(["E2E-01"]).ran(1).finished().folder)
    assert summary.damage is None
    assert summary.outcomes[Outcome.SATISFIED] == 1
