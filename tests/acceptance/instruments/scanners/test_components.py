"""Packages of an image are looked up one by one; what cannot be looked up is told, and an old list shows nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_dependencies import PLANTED, WEAK, snapshot

from acceptance.instruments.scanners.advisories import Advisories, read_advisories
from acceptance.instruments.scanners.components import Age, look_up, of_the_database
from acceptance.instruments.scanners.dependencies import SAMPLES
from acceptance.instruments.scanners.result import OVERLOOKED, Blind, Scan, Severity
from acceptance.instruments.scanners.trivy import Package

TODAY = date(2026, 11, 30)
LAST = date(2026, 11, 28)


def package(name: str, version: str, kind: str = "pypi") -> Package:
    return Package(name, version, f"pkg:{kind}/{name}@{version}")


def looked_up(listed: Advisories, *packages: Package, last: date = LAST, at_most_days: int = 7) -> Scan:
    return look_up("packages", packages, listed, last, Age(TODAY, at_most_days), SAMPLES)


@pytest.fixture
def listed(tmp_path: Path) -> Advisories:
    return read_advisories(snapshot(tmp_path / "list", WEAK, *PLANTED))


def test_a_package_with_a_known_weakness_is_found_and_a_later_version_is_not(listed: Advisories):
    scan = looked_up(listed, package("weak.thing", "1.2"), package("weak-thing", "1.5"), package("other", "1.0"))
    (found,) = scan.findings
    assert (found.rule, found.severity, found.place, found.aliases) == ("A-1", Severity.HIGH, "weak.thing", ("CVE-1",))
    assert (scan.blind, scan.covered, scan.knows_until) == ("", {"packages": 3}, LAST)


@pytest.mark.parametrize(
    "unknown",
    [
        package("libssl3", "3.0.11-1~deb12u2", "deb"),
        Package("a", "1.0", ""),
        package("weak-thing", "one"),
        package("a", ""),
    ],
)
def test_what_the_list_can_know_nothing_of_is_told_and_not_passed_over(listed: Advisories, unknown: Package):
    scan = looked_up(listed, package("other", "1.0"), unknown)
    assert f"nothing of 1 of 2 packages, for it is of Python packages only: {unknown.name}" in scan.blind
    assert scan.covered == {"packages": 1}


def test_a_list_that_does_not_know_the_sample_is_not_believed(tmp_path: Path):
    listed = read_advisories(snapshot(tmp_path / "list", WEAK))
    assert OVERLOOKED in looked_up(listed, package("other", "1.0")).blind


def test_an_old_list_shows_nothing_but_what_it_finds_counts(listed: Advisories):
    scan = looked_up(listed, package("weak-thing", "1.2"), last=date(2026, 11, 1))
    assert "tells of nothing after 2026-11-01, 29 days ago; at most 7 are agreed" in scan.blind
    assert len(scan.findings) == 1


def test_the_report_of_a_database_is_read_with_its_day():
    weakness = {"VulnerabilityID": "CVE-2", "PkgName": "libc", "InstalledVersion": "2", "Severity": "UNKNOWN"}
    report: dict[str, Any] = {"Results": [{"Packages": [{"Name": "libc"}], "Vulnerabilities": [weakness]}]}
    scan = of_the_database("packages", report, "0.59.1", LAST, Age(TODAY, 7))
    assert [(one.rule, one.severity) for one in scan.findings] == [("CVE-2", Severity.HIGH)]
    assert (scan.blind, scan.covered) == ("", {"packages": 1})
    assert "29 days ago" in of_the_database("packages", report, "", date(2026, 11, 1), Age(TODAY, 7)).blind
    del weakness["InstalledVersion"]
    with pytest.raises(Blind, match="cannot be read"):
        of_the_database("packages", report, "", LAST, Age(TODAY, 7))
