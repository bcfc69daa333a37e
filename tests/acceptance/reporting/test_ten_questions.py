"""Ten questions of an officer are each answered on the first page of a run, within two clicks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from written import Written

from acceptance.outcome import Cause, Outcome
from acceptance.record.ledger import Kind
from acceptance.reporting.build import build_reports

FIRST = ["ol.tasks li:first-child a"]
QUESTIONS = {
    "which clause is open?": (FIRST, "Art. 17(1)"),
    "since when?": (FIRST, "2026-01-02 (2 runs in a row)"),
    "whose is it?": (FIRST, "data protection, due"),
    "can it turn red?": (FIRST, "can fail: 1 of 1 planted faults caught"),
    "what was not looked at?": (["nav a[href='#unseen']"], "no load may be put on it"),
    "what was accepted, and until when?": (["nav a[href='#accepted']"], "2999-01-01"),
    "which version of the platform?": (["nav a[href='#run']"], "Scores 2.7.1"),
    "who ran it?": (["nav a[href='#run']"], "J. Doe"),
    "what changed?": (["nav a[href='#changed']"], "satisfied on 2026-01-02"),
    "what to do first?": (["nav a[href='#first']"], "Mend GDPR-06: Erased"),
}


def run(folder: Path) -> None:
    """A run that has an answer to each question."""
    known = {"framework": "GDPR", "title": "Erased", "severity": "critical"}
    entries = [
        {**known, "id": "GDPR-06", "clause": "Art. 17(1)", "catches": {"rows-stay": "rows stay"}},
        {**known, "id": "GDPR-07", "title": "Copied"},
        {**known, "id": "PERF-01", "title": "Loaded"},
    ]
    proof = [{"id": "rows-stay", "killed": True, "stale": False, "found": "2026-01-01", "env": "local"}]
    gap = {"control": "PERF-01", "scenario": "s3", "reason": "none may be put on it", "owner": "o"}
    before = {"run_id": "r0", "started": "2026-01-02T03:04:05+00:00", "complete": True}
    told = Written(folder, origin={"user": "J. Doe"}).line(Kind.CATALOGUE, controls=entries, proof=proof)
    told.line(Kind.RESPONSIBLE, controls=["GDPR-06"], owner="data protection", days=30)
    told.line(Kind.ACCEPTED_GAP, expires="2999-01-01", **gap)
    told.line(Kind.EARLIER, runs=[{**before, "controls": {"GDPR-06": "violated", "GDPR-07": "satisfied"}}])
    told.plan(["GDPR-06"], ["GDPR-07"], ["PERF-01"]).ran(1, Outcome.VIOLATED, "a row was found")
    told.ran(2, Outcome.VIOLATED, "half of it").ran(
        3, Outcome.NOT_ASSESSED, "no load may be put on it", Cause.ENVIRONMENT
    )
    pairs = {"documented": 2, "exercised": 1, "not_exercised": ["GET /x 503"]}
    told.line(Kind.API_COVERAGE, **pairs, described="Scores 2.7.1").finished()
    build_reports(folder)


@pytest.mark.browser
def test_each_question_is_answered_within_two_clicks(tmp_path: Path):
    from playwright.sync_api import sync_playwright

    run(tmp_path)
    unanswered = []
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto((tmp_path / "index.html").as_uri())
        for question, (clicks, answer) in QUESTIONS.items():
            page.evaluate("""() => {
                for (const one of document.querySelectorAll('.control, .scenario')) one.open = false;
                scrollTo(0, 0);
            }""")
            for click in clicks:
                page.click(click)
            seen = page.evaluate(
                """answer => Array.from(document.querySelectorAll('main *')).some(one => {
                const at = one.getBoundingClientRect();
                return one.children.length < 4 && one.textContent.replace(/\\s+/g, ' ').includes(answer)
                    && at.height > 0 && at.top >= 0 && at.bottom <= innerHeight;
            })""",
                answer,
            )
            if not seen or len(clicks) > 2:
                unanswered.append(question)
        browser.close()
    assert unanswered == []
