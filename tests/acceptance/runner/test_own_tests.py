"""The project's own last test report is told as it is, and one that cannot be read is none."""

from __future__ import annotations

from pathlib import Path

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
