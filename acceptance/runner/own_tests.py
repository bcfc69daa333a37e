"""What the project's own last test report says, for the report of a run: `make test` and `make coverage` write it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, parse

FOLDER = Path("build/tests")


def project_tests(folder: Path = FOLDER) -> dict[str, Any] | None:
    """Counts and coverage of the last test report in a folder; None where there is none that can be read.

    `coverage` is the share of lines in percent, None where it was not measured; `reported` is when the tests began.
    """
    root = _root(folder / "junit.xml")
    suites = list(root.iter("testsuite")) if root is not None else []
    if not suites:
        return None
    total, failed, skipped = (_sum(suites, *names) for names in (["tests"], ["failures", "errors"], ["skipped"]))
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
    return sum(int(one) for one in told if one.isdecimal())


def _coverage(root: Element | None) -> float | None:
    try:
        return round(100 * float(root.get("line-rate", "")), 1) if root is not None else None
    except ValueError:
        return None
