"""Builds the Allure report of a run as one HTML file that needs no network."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from acceptance.record.summary import RunSummary, summarize
from acceptance.reporting import first_page
from acceptance.reporting.allure_results import DECLARED, RESULTS, write_results
from acceptance.reporting.allure_tool import AllureUnavailable, allure
from acceptance.reporting.proof_attachment import write_proof

REPORT = "allure-report.html"

GENERATE_TIMEOUT_S = 120.0
HISTORY_LIMIT = 30
"""Runs that the report compares with."""

_THIRD_PARTY = "www.googletagmanager.com"
_ANALYTICS = re.compile(
    rf'<script async src="https://{re.escape(_THIRD_PARTY)}[^>]*></script>\s*<script>.*?</script>', re.DOTALL
)


@dataclass(frozen=True)
class ReportResult:
    """What became of the report: its path, or None and a sentence that says why."""

    path: Path | None
    sentence: str


def build_report(run_dir: Path, say: Callable[[str], None] = lambda _: None) -> ReportResult:
    """Writes `allure-report.html` of a run. Never raises for want of Node or its packages.

    Args:
        say: told what takes long, one short line each.
    """
    try:
        summary = summarize(run_dir)
        if not (run_dir / RESULTS).is_dir():
            write_results(run_dir, summary)
        write_proof(summary, run_dir / RESULTS, may_draw=True)
        tool = allure(say)
        history = run_dir.parent / "history" / "allure-history.jsonl"
        history.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="allure-") as folder, FileLock(f"{history}.lock"):
            work = Path(folder)
            (work / "allurerc.json").write_text(json.dumps(_configuration(summary, work, history)), "utf-8")
            results = str((run_dir / RESULTS).resolve())
            done = tool.run("generate", results, "--config", "allurerc.json", cwd=work, timeout_s=GENERATE_TIMEOUT_S)
            page = _page(work / "report")
        if page is None:
            words = (done.stderr or done.stdout).strip().splitlines()
            raise AllureUnavailable(f"Allure could not build it: {words[-1] if words else 'no reason given'}")
        page = _with_way_back(_without_analytics(page))
    except (AllureUnavailable, OSError, subprocess.TimeoutExpired) as error:
        return ReportResult(None, f"No HTML report: {error} The results are in {run_dir / RESULTS}.")
    fresh = run_dir / f".{REPORT}.new"
    fresh.write_text(page, "utf-8")
    fresh.replace(run_dir / REPORT)
    return ReportResult(run_dir / REPORT, f"The report is {len(page) / 1e6:.1f} MB and opens without a network.")


def _page(folder: Path) -> str | None:
    for file in (folder / "index.html", folder / "awesome" / "index.html"):
        if file.exists():
            return file.read_text("utf-8")
    return None


def _without_analytics(page: str) -> str:
    """Allure tells a third party whenever a report is opened, and has no option against it (allure3#476)."""
    stripped = _ANALYTICS.sub("", page)
    if _THIRD_PARTY in stripped:
        raise AllureUnavailable("this version of Allure puts analytics into the page that could not be taken out.")
    return stripped


def _with_way_back(page: str) -> str:
    """Allure makes no link of an address without a machine, and the first page of the run lies beside this one."""
    style = "position:fixed;top:16px;left:50%;z-index:9;font:14px sans-serif;color:inherit"
    head, end, rest = page.rpartition("</body>")
    return (
        f'{head}<a href="{first_page.NAME}" style="{style}">The first page of this run</a>{end}{rest}' if end else page
    )


def _configuration(summary: RunSummary, work: Path, history: Path) -> dict[str, Any]:
    return {
        "name": f"Credit scoring platform: acceptance ({summary.profile})",
        "output": str(work / "report"),
        "historyPath": str(history.resolve()),
        "historyLimit": HISTORY_LIMIT,
        "categories": [
            {
                "name": "Declared: waived or out of scope, whatever was seen",
                "matchers": {"statuses": ["failed", "broken", "skipped"], "message": f"^{DECLARED}: "},
            },
            {"name": "Violated: the platform does not do what it must", "matchers": {"statuses": ["failed"]}},
            {"name": "Inconclusive: tried, but nothing can be said", "matchers": {"statuses": ["broken"]}},
            {"name": "Not assessed: not tried", "matchers": {"statuses": ["skipped"]}},
        ],
        "plugins": {
            "awesome": {
                "options": {
                    "singleFile": True,
                    "reportLanguage": "en",
                    "theme": "light",
                    "groupBy": ["epic", "feature", "story"],
                    "layout": "split",
                    "sections": ["report", "charts", "timeline"],
                    "charts": [
                        {"type": "currentStatus"},
                        {"type": "statusDynamics"},
                        {"type": "testResultSeverities"},
                        {"type": "durations"},
                    ],
                }
            }
        },
    }
