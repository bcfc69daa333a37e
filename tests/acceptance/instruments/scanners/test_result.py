"""A scan counts only where it saw all; what it found counts always; one weakness counts once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.instruments.scanners.result import Finding, Limits, Scan, Severity, distinct, excess_of
from acceptance.outcome import Outcome

FOUND = Finding("B602", "a shell", Severity.HIGH, "src/app.py", "a-1", 4)
SCAN = Scan("source code", "Bandit", "1.9.4", date(2026, 11, 1), {"files": 3, "lines": 40})
STRICT = Limits(critical=0, high=0)

TEXT = st.text(min_size=1, max_size=12)
FINDINGS = st.builds(
    Finding,
    TEXT,
    TEXT,
    st.sampled_from(Severity),
    TEXT,
    TEXT,
    st.none() | st.integers(1, 9),
    TEXT,
    st.lists(TEXT, max_size=2).map(tuple),
)


def test_a_scan_that_saw_all_and_found_nothing_is_satisfied():
    assert SCAN.verdict(STRICT).outcome == Outcome.SATISFIED


@pytest.mark.parametrize(
    "scan", [replace(SCAN, blind="it looked away"), replace(SCAN, covered={}), replace(SCAN, covered={"files": 0})]
)
def test_a_scan_that_did_not_see_all_does_not_count(scan: Scan):
    told = scan.verdict(STRICT)
    assert told.outcome == Outcome.NOT_ASSESSED
    assert told.reason.startswith("source code: ")


def test_what_was_found_violates_even_where_not_all_was_seen():
    told = replace(SCAN, findings=(FOUND,), blind="the list is old").verdict(STRICT)
    assert told.outcome == Outcome.VIOLATED
    assert "a shell (high, B602) in src/app.py:4" in told.reason


def test_as_many_as_are_tolerated_do_not_violate_and_one_more_does():
    findings = [replace(FOUND, place=f"{number}.py") for number in range(5)]
    assert excess_of(findings[:4], Limits()) == ""
    assert excess_of(findings, Limits()).startswith("5 high findings where 4 are tolerated")


def test_one_critical_finding_violates():
    assert excess_of([replace(FOUND, severity=Severity.CRITICAL)], Limits())


def test_medium_and_low_findings_do_not_violate():
    assert excess_of([replace(FOUND, severity=one) for one in (Severity.MEDIUM, Severity.LOW)] * 9, STRICT) == ""


def test_a_finding_keeps_its_id_when_its_line_moves_and_nothing_else_does():
    assert replace(FOUND, line=90, title="other words").id == FOUND.id
    others = [replace(FOUND, rule="B1"), replace(FOUND, place="src/b.py"), replace(FOUND, mark="a-2")]
    assert len({FOUND.id, *(one.id for one in others)}) == 4


def test_a_weakness_that_two_scanners_name_differently_counts_once_as_the_worse():
    one = Finding("PYSEC-1", "t", Severity.MEDIUM, "jinja2", aliases=("CVE-1",))
    other = Finding("GHSA-1", "t", Severity.HIGH, "jinja2", aliases=("CVE-1", "PYSEC-1"))
    elsewhere = replace(other, place="flask")
    assert distinct([one, other, elsewhere]) == [other, elsewhere]


def test_a_finding_that_somebody_answers_for_is_left_out():
    other = replace(FOUND, mark="b")
    assert replace(SCAN, findings=(FOUND, other)).without([FOUND.id, "unknown"]).findings == (other,)


@given(st.lists(FINDINGS, max_size=5), st.text(max_size=5), st.none() | st.dates())
def test_a_scan_is_read_from_the_record_as_it_was_written(findings: list[Finding], blind: str, day: date | None):
    scan = replace(SCAN, findings=tuple(findings), blind=blind, knows_until=day)
    assert Scan.from_data(json.loads(json.dumps(scan.to_data()))) == scan


@given(st.lists(FINDINGS, max_size=8))
def test_reading_the_same_findings_twice_changes_nothing(findings: list[Finding]):
    assert len(distinct(findings + findings)) == len(distinct(findings))
