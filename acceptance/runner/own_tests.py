"""What the project's own last test report says, for the report of a run: `make test` and `make coverage` write it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, parse

FOLDER = Path("build/tests")
_DIGITS = 9
_MOST = 10**_DIGITS
"""Tests that a report may tell of; more are none."""


def project_tests(folder: Path = FOLDER) -> dict[str, Any] | None:
    """Counts and coverage of the last test report in a folder; None where there is none that can be read.

    `coverage` is the share of lines in percent, None where it was not measured; `reported` is when the tests began.
    """
    root = _root(folder / "junit.xml")
    suites = list(root.iter("testsuite")) if root is not None else []
    if not suites:
        return None
    total, failed, skipped = (_sum(suites, *names) for names in (["tests"], ["failures", "errors"], ["skipped"]))
    if not 0 <= failed + skipped <= total <= _MOST:
        return None
    return {
        "reported": suites[0].get("timestamp"),
        "passed": total - failed - skipped,
        "failed": failed,
        "skipped": skipped,
        "coverage": _coverage(_root(folder / "coverage.xml")),
    }


def _root(path: Path) -> Element | None:
    try:
        return parse(path).getroot()
    except (OSError, ParseError, ValueError):
        return None


def _sum(suites: list[Element], *names: str) -> int:
    told = [suite.get(name, "0") for suite in suites for name in names]
    return sum(int(one) for one in told if one.isdecimal() and len(one) <= _DIGITS)


def _coverage(root: Element | None) -> float | None:
    try:
        share = float(root.get("line-rate", "")) if root is not None else -1.0
    except ValueError:
        return None
    return round(100 * share, 1) if 0 <= share <= 1 else None
