"""The reports of a run say what its record says, whatever stands in it, and run nothing of it."""

from __future__ import annotations

import csv
import io
import json
import shutil
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from written import Written

from acceptance.outcome import Outcome
from acceptance.record.ledger import Kind
from acceptance.reporting import build
from acceptance.reporting.account import read_account
from acceptance.reporting.build import build_reports
from acceptance.reporting.integration import Contradiction, integration_report, require_true, table
from acceptance.reporting.todo import tasks
from acceptance.reporting.verdict import verdict

HOSTILE = "<script>alert(1)</script> | =1+1 \u202eright to left " + "x" * 10_000
KNOWN = {"version": "1", "clause": "1", "title": "t", "severity": "normal", "verified": True, "proof": "unproven"}
CONTROLS = [
    {"id": "GDPR-06", "framework": "GDPR", "title": HOSTILE, "severity": "critical", "clause": "Art. 17"},
    {"id": "GDPR-07", "framework": "GDPR", "title": "=HYPERLINK(1)", "severity": "blocker"},
    {"id": "SOX-01", "framework": "SOX", "gap": "not built yet: this"},
]
FILES = ["index.html", "integration-report.md", "junit.xml", "controls.csv", "findings.sarif", "allure-results"]


def run(folder: Path, **before: str) -> Path:
    """One satisfied, one violated and one unknown control; `before` are the outcomes of an earlier run."""
    told = Written(folder).line(Kind.CATALOGUE, controls=[KNOWN | one for one in CONTROLS])
    told.line(Kind.RESPONSIBLE, controls=["GDPR-07"], owner="information security", days=10)
    if before:
        controls = {id_.replace("_", "-"): outcome for id_, outcome in before.items()}
        earlier = {"run_id": "r0", "started": "2026-01-02T03:04:05+00:00", "complete": True, "controls": controls}
        told.line(Kind.EARLIER, runs=[earlier])
    told.plan(["GDPR-06"], ["GDPR-07"]).ran(1).ran(2, Outcome.VIOLATED, "it was there").finished()
    return folder


def test_the_verdict_counts_every_requirement_in_scope_once(tmp_path: Path):
    said = verdict(read_account(run(tmp_path)))
    assert said.startswith("Of 3 requirements in scope 2 were assessed: 1 operated as specified at ")
    assert said.endswith("1 did not, 0 cannot be told, and 1 was not looked at. This is not a statement of compliance.")


def test_the_first_thing_to_do_is_what_is_violated_with_its_owner_and_day(tmp_path: Path):
    first = tasks(read_account(run(tmp_path, GDPR_07="violated")))[0]
    assert first.what == "Mend GDPR-07: =HYPERLINK(1)"
    assert (first.owner, str(first.due)) == ("information security", "2026-01-12")
    assert "since 2026-01-02, 2 runs" in first.why


def test_a_change_since_the_last_run_is_told(tmp_path: Path):
    account = read_account(run(tmp_path, GDPR_06="violated", GDPR_07="violated"))
    assert [one.id for one in account.controls if one.past.changed(one.outcome) and one.scenarios] == ["GDPR-06"]


def test_the_same_record_gives_the_same_bytes_and_nothing_in_it_is_markup(tmp_path: Path):
    run(tmp_path)
    assert [path.name for path in build_reports(tmp_path).paths] == FILES
    first = {name: (tmp_path / name).read_bytes() for name in FILES[:-1]}
    assert build_reports(tmp_path).missing == ()
    assert {name: (tmp_path / name).read_bytes() for name in FILES[:-1]} == first
    page = first["index.html"].decode()
    assert "Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-" in unescape(page)
    assert page.count("<script") == 1
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in first["integration-report.md"].decode()


def test_no_cell_of_the_table_is_a_formula(tmp_path: Path):
    build_reports(run(tmp_path))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "controls.csv").read_text("utf-8"))))
    assert [(row["control"], row["counts as"]) for row in rows] == [
        ("GDPR-06", "satisfied"),
        ("GDPR-07", "violated"),
        ("SOX-01", "not looked at"),
    ]
    assert rows[1]["title"] == "'=HYPERLINK(1)"


def test_junit_counts_what_the_record_counts(tmp_path: Path):
    build_reports(run(tmp_path))
    whole = fromstring((tmp_path / "junit.xml").read_text("utf-8"))
    assert (whole.get("tests"), whole.get("failures"), whole.get("errors")) == ("3", "1", "0")


def test_a_status_that_its_numbers_do_not_give_is_no_report(tmp_path: Path):
    account = read_account(run(tmp_path))
    text = integration_report(account)
    assert table(text, "Results of each layer")[0][:6] == ["end to end", "2", "1", "0", "0", "1"]
    with pytest.raises(Contradiction, match="end to end"):
        require_true(text.replace("| end to end | 2 | 1 | 0 | 0 | 1 |", "| end to end | 2 | 2 | 0 | 0 | 0 |"), account)


def test_a_run_that_was_cut_off_is_told_as_incomplete(tmp_path: Path):
    Written(tmp_path).plan(["GDPR-06"], ["GDPR-07"]).ran(1)
    assert build_reports(tmp_path).missing == ()
    assert "This run is incomplete" in (tmp_path / "index.html").read_text("utf-8")
    assert json.loads((tmp_path / "findings.sarif").read_text())["runs"] == []


def test_a_report_that_cannot_be_made_is_named_and_takes_no_other_with_it(tmp_path: Path, monkeypatch):
    def full(_: object) -> str:
        raise OSError(28, "No space left on device")

    run(tmp_path)
    build_reports(tmp_path)
    monkeypatch.setattr(build, "_TEXTS", {**build._TEXTS, "junit.xml": full})
    built = build_reports(tmp_path)
    assert [path.name for path in built.paths] == [name for name in FILES if name != "junit.xml"]
    assert "junit.xml could not be written: OSError" in built.missing[0]


def test_a_catalogue_that_leaves_out_all_that_it_may_still_gives_every_report(tmp_path: Path):
    bare = [{"id": "GDPR-06", "framework": "GDPR"}, {"id": "GDPR-07", "framework": "GDPR", "severity": "so so"}]
    Written(tmp_path).line(Kind.CATALOGUE, controls=bare).plan(["GDPR-06"], ["GDPR-07"]).ran(1).ran(2).finished()
    assert build_reports(tmp_path).missing == ()


@pytest.mark.browser
def test_the_first_page_shows_what_the_record_says_filters_it_and_asks_no_network(tmp_path: Path):
    from playwright.sync_api import sync_playwright

    build_reports(run(tmp_path))
    asked: list[str] = []
    said: list[str] = []
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto((tmp_path / "index.html").as_uri())
        shown = {
            one.get_attribute("id"): one.get_attribute("data-status") for one in page.query_selector_all(".control")
        }
        page.click("ol.tasks li:first-child a")  # one click from the first thing to do to what was seen of it
        assert page.locator("[id=GDPR-07] .reason").first.is_visible()
        page.fill("#search", "gdpr-07")
        assert page.locator("details.control:visible").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
    assert shown == {one.id: one.status for one in read_account(tmp_path).controls}
    assert asked == [(tmp_path / "index.html").as_uri()]
    assert said == []
