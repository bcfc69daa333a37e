"""Known weaknesses of the packages in an image or folder: looked up in a list of advisories, package by package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from packaging.version import InvalidVersion, Version

from acceptance.instruments.scanners.advisories import Advisories, Advisory
from acceptance.instruments.scanners.result import OVERLOOKED, Blind, Finding, Scan
from acceptance.instruments.scanners.severity import severity_of
from acceptance.instruments.scanners.trivy import Package, results, severity_named

LIST = "the list of advisories"
"""What known weaknesses were looked up in, where that was no database of the scanner's own."""
_PYTHON = "pkg:pypi/"


@dataclass(frozen=True)
class Age:
    """How old what is known of weaknesses may be.

    Attributes:
        today: the day of the scan.
        at_most_days: older than this, it does not show that there is nothing to find.
    """

    today: date
    at_most_days: int

    def too_old(self, last: date, what: str) -> str:
        """Why it is too old, in words; empty where it is not."""
        days = (self.today - last).days
        if days <= self.at_most_days:
            return ""
        return f"{what} tells of nothing after {last}, {days} days ago; at most {self.at_most_days} are agreed"


def look_up(
    about: str,
    packages: Sequence[Package],
    advisories: Advisories,
    last: date,
    age: Age,
    samples: Iterable[tuple[str, str]],
) -> Scan:
    """Asks the list for each package, and for a planted one; packages that it can know nothing of are named.

    Args:
        last: the last day that the list tells of.
        samples: packages with known weaknesses; of one of them the list has to know.
    """
    known, unknown = [], []
    for package in packages:
        try:
            known.append((package, _about(package, advisories)))
        except (InvalidVersion, LookupError, KeyError, TypeError):
            unknown.append(package)
    found = tuple(_finding(package, one) for package, several in known for one in several)
    covered = {"packages": len(known)}
    blind = _why_blind(advisories, samples) or age.too_old(last, LIST) or _unknown(unknown, len(packages))
    return Scan(about, LIST, "", last, covered, found, blind)


def of_the_database(about: str, report: Mapping[str, Any], version: str, last: date, age: Age) -> Scan:
    """What Trivy's own database knows of the packages in a report.

    Raises:
        Blind: an entry cannot be read.
    """
    count = sum(len(one.get("Packages") or []) for one in results(report))
    blind = age.too_old(last, "the database of Trivy")
    return Scan(about, "Trivy", version, last, {"packages": count}, tuple(_weaknesses(report)), blind)


def _about(package: Package, advisories: Advisories) -> list[Advisory]:
    if not package.purl.startswith(_PYTHON) or not package.version:
        raise LookupError(package.purl)
    Version(package.version)  # one that nobody can order is not taken for affected here, but named
    return advisories.about(package.name, package.version)


def _finding(package: Package, advisory: Advisory) -> Finding:
    aliases = tuple(sorted(map(str, advisory.get("aliases", ()))))
    title = f"{package.name} {package.version} has a known weakness"
    return Finding(
        str(advisory["id"]),
        title,
        severity_of(advisory),
        package.name,
        fix="install a version without it",
        aliases=aliases,
    )


def _why_blind(advisories: Advisories, samples: Iterable[tuple[str, str]]) -> str:
    return "" if any(advisories.about(*one) for one in samples) else f"{LIST} {OVERLOOKED}"


def _unknown(left: Sequence[Package], of: int) -> str:
    if not left:
        return ""
    named = ", ".join(f"{one.name} {one.version}".strip() for one in left[:3])
    return f"{LIST} can know nothing of {len(left)} of {of} packages, for it is of Python packages only: {named}"


def _weaknesses(report: Mapping[str, Any]) -> Iterator[Finding]:
    for entry in (each for one in results(report) for each in one.get("Vulnerabilities") or []):
        try:
            name, fixed = str(entry["PkgName"]), str(entry.get("FixedVersion") or "")
            title = f"{name} {entry['InstalledVersion']} has a known weakness"
            fix = f"install {fixed}" if fixed else "no version without it is known"
            rule, severity = str(entry["VulnerabilityID"]), severity_named(entry.get("Severity"))
            yield Finding(rule, title, severity, name, str(entry["InstalledVersion"]), fix=fix)
        except (KeyError, TypeError, AttributeError) as error:
            raise Blind(f"a weakness in the report of Trivy cannot be read: {error!r}") from None
