"""Findings count unless somebody answers for them today; a scanner that saw nothing never makes a green."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.instruments.scanners.result import OVERLOOKED, Finding, Limits, Scan, Severity
from acceptance.outcome import NotAssessed, Violated
from acceptance.profile.scanners import Scanners
from acceptance.requirements.access import weaknesses
from profiles import profile_with

TODAY = date.today()
SCAN = Scan("source code", "Bandit", "1.9.4", None, {"files": 3})
FOUND = Finding("B602", "a shell", Severity.CRITICAL, "a.py")


def suite(scans: dict[str, Scan] | None = None, **block: Any) -> Any:
    found = {about: replace(SCAN, about=about) for about in weaknesses.KINDS} | (scans or {})
    scanner = SimpleNamespace(latest=found.get, limits=lambda: Limits(0, 1), score_of=lambda _: "score")
    return SimpleNamespace(profile=profile_with(scanners=Scanners.model_validate(block)), scanner=scanner)


def waiver(since: int = -1, until: int = 1, finding: str = FOUND.id) -> dict[str, Any]:
    days = {"since": TODAY + timedelta(since), "expires": TODAY + timedelta(until)}
    return {"finding": finding, "reason": "it is mended next week", "owner": "us", **days}


def test_a_clean_scan_is_satisfied_and_a_critical_finding_violates():
    weaknesses.judge(suite(), SCAN)
    with pytest.raises(Violated, match="a shell"):
        weaknesses.judge(suite(), replace(SCAN, findings=(FOUND,)))


def test_a_blind_scan_is_not_assessed_with_its_reason():
    with pytest.raises(NotAssessed, match="source code: Bandit overlooked"):
        weaknesses.judge(suite(), replace(SCAN, blind=f"Bandit {OVERLOOKED}"))


def test_a_finding_that_somebody_answers_for_today_does_not_violate():
    weaknesses.judge(suite(waivers=[waiver()]), replace(SCAN, findings=(FOUND,)))


@pytest.mark.parametrize("days", [(-9, -1), (1, 9)])
def test_a_waiver_counts_from_its_first_to_its_last_day_only(days: tuple[int, int]):
    with pytest.raises(Violated):
        weaknesses.judge(suite(waivers=[waiver(*days)]), replace(SCAN, findings=(FOUND,)))


def test_for_secrets_one_high_finding_is_too_much():
    high = replace(SCAN, findings=(replace(FOUND, severity=Severity.HIGH),))
    weaknesses.judge(suite(), high)
    with pytest.raises(Violated):
        weaknesses.judge(suite(), high, weaknesses.NO_SECRET)


def test_findings_of_all_scanners_are_counted_together():
    one, other = (replace(FOUND, severity=Severity.HIGH, place=place) for place in ("a.py", "b.py"))
    few = suite({"source code": replace(SCAN, findings=(one,)), "dependencies": replace(SCAN, findings=(one,))})
    weaknesses.check_together(few, weaknesses.gather(few))
    many = suite({"source code": replace(SCAN, findings=(one,)), "dependencies": replace(SCAN, findings=(other,))})
    with pytest.raises(Violated, match="2 high findings where 1 are tolerated"):
        weaknesses.check_together(many, weaknesses.gather(many))


def test_together_with_a_blind_scanner_nothing_is_said_unless_what_was_found_violates():
    blind = replace(SCAN, about="dependencies", blind="the list is old")
    with pytest.raises(NotAssessed, match="dependencies: the list is old"):
        some = suite({"dependencies": blind})
        weaknesses.check_together(some, weaknesses.gather(some))
    with pytest.raises(Violated):
        some = suite({"dependencies": replace(blind, findings=(FOUND,))})
        weaknesses.check_together(some, weaknesses.gather(some))


def test_a_waiver_whose_day_is_over_or_that_meets_nothing_is_named():
    some = suite(waivers=[waiver(-9, -1), waiver(finding="other-1")])
    assert weaknesses.expired(some) == [f"{FOUND.id}, since {TODAY - timedelta(1)}"]
    assert weaknesses.dead(some, weaknesses.gather(some)) == [FOUND.id, "other-1"]
    seen = suite({"source code": replace(SCAN, findings=(FOUND,))}, waivers=[waiver()])
    assert weaknesses.dead(seen, weaknesses.gather(seen)) == []


def test_a_scan_without_a_planted_weakness_must_not_be_believed():
    weaknesses.check_not_believed(replace(SCAN, blind=f"Bandit {OVERLOOKED}"))
    with pytest.raises(Violated):
        weaknesses.check_not_believed(SCAN)
    with pytest.raises(NotAssessed, match="there is no bandit here"):
        weaknesses.check_not_believed(replace(SCAN, blind="there is no bandit here"))


def test_a_waiver_lasts_a_year_at_most():
    with pytest.raises(ValueError, match="within a year after since"):
        Scanners.model_validate({"waivers": [waiver(0, 400)]})
