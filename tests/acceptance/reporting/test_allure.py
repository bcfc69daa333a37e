"""The Allure report says what the run record says, and opens without a network."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from toy import Toy

from acceptance.catalogue.proof import DefectProof, keep_proof
from acceptance.outcome import Outcome
from acceptance.record.ledger import Ledger, Scope
from acceptance.record.summary import summarize
from acceptance.reporting import allure_tool, proof_attachment
from acceptance.reporting.allure import build_report
from acceptance.reporting.allure_results import STATUS, layer_title, write_results
from acceptance.reporting.proof_picture import draw

SCENARIOS = """
@E2E-01 @prod.ro
Scenario: satisfied
  Given nothing special
  Then a check that holds
@E2E-02 @minor
Scenario: violated
  Given nothing special
    | name | why      |
    | one  | a, and b |
  Then a check that fails
  And a check that holds
@E2E-03
Scenario: inconclusive
  When a bug
    \"\"\"
    some text
    \"\"\"
  Then a check that holds
@E2E-04
Scenario: not assessed
  Given it cannot be tried
  Then a check that holds
Rule: some rule
  Scenario Outline: a number
    Then the number <number> is used
    Examples:
      | number |
      | 1      |
      | 3      |
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """One run for all tests that look at its results."""
    toy = Toy(tmp_path_factory.mktemp("ran"))
    toy.feature(SCENARIOS)
    toy.feature(
        "Scenario: guarded\n  Then a check that holds\n", name="Guards", tags="@security", file="security/guards"
    )
    assert toy.behave().code == 1
    return toy


def results(run_dir: Path) -> dict[str, dict[str, Any]]:
    read = [json.loads(path.read_text()) for path in (run_dir / "allure-results").glob("*-result.json")]
    return {one["name"]: one for one in read}


def test_each_outcome_has_its_status_with_the_reason_on_top(ran: Toy):
    told = results(ran.run_dir)
    assert {name: one["status"] for name, one in told.items()} == {
        "satisfied": "passed",
        "violated": "failed",
        "inconclusive": "broken",
        "not assessed": "skipped",
        "a number [1.1]": "passed",
        "a number [1.2]": "failed",
        "guarded": "passed",
    }
    messages = {name: one.get("statusDetails", {}).get("message", "") for name, one in told.items()}
    assert messages["violated"] == "Violated: one is two: expected <2>, but was <1> (look first at: platform)"
    assert messages["inconclusive"].startswith("Inconclusive: KeyError: 'missing' (at: When a bug)")
    assert messages["not assessed"].startswith("Not assessed: no scanner here")
    assert messages["satisfied"] == ""


def test_labels_say_layer_feature_severity_and_control(ran: Toy):
    def labels(name: str) -> list[tuple[str, str]]:
        return [(label["name"], label["value"]) for label in results(ran.run_dir)[name]["labels"]]

    assert labels("satisfied") == [
        ("epic", "End to end"),
        ("feature", "Toy"),
        ("severity", "critical"),
        ("layer", "End to end"),
        ("control", "E2E-01"),
        ("tag", "E2E-01"),
        ("tag", "e2e"),
        ("tag", "prod.ro"),
    ]
    assert ("severity", "minor") in labels("violated")
    assert ("cause", "platform") in labels("violated")
    assert ("story", "some rule") in labels("a number [1.1]")
    assert ("severity", "normal") in labels("guarded")


def test_steps_checks_tables_texts_and_errors_are_shown(ran: Toy):
    told = results(ran.run_dir)
    given, then, after = told["violated"]["steps"]
    assert [step["status"] for step in (given, then, after)] == ["passed", "failed", "skipped"]
    (check,) = then["steps"]
    assert check["name"] == "check: one is two"
    assert [(one["name"], one["value"]) for one in check["parameters"]] == [("expected", "<2>"), ("seen", "was <1>")]
    folder = ran.run_dir / "allure-results"
    table = (folder / given["attachments"][0]["source"]).read_text()
    assert list(csv.reader(io.StringIO(table))) == [["name", "why"], ["one", "a, and b"]]
    attached = {
        one["name"]: (folder / one["source"]).read_text() for one in told["inconclusive"]["steps"][0]["attachments"]
    }
    assert attached["text"] == "some text"
    assert "KeyError" in attached["what went wrong"]
    assert told["a number [1.1]"]["parameters"] == [{"name": "number", "value": "1"}]


def test_results_of_a_killed_run_can_be_written_later(toy: Toy):
    toy.feature("Scenario: deadly\n  When the process dies\n  Then a check that holds\n")
    toy.behave()
    assert write_results(toy.run_dir) == 1
    assert results(toy.run_dir)["deadly"]["status"] == "broken"
    assert "Complete = no" in (toy.run_dir / "allure-results/environment.properties").read_text()


def test_severity_and_source_come_from_the_catalogue_and_a_waived_scenario_says_so(tmp_path):
    ledger = Ledger(tmp_path / "record.jsonl")
    ledger.append("run_started", {"run_id": "r1"})
    entry = {"framework": "PCI", "version": "4", "clause": "3.5.1", "title": "T", "gap": None, "verified": False}
    entry |= {"proof": "unproven", "source": "https://standards.example/pci"}
    severities = {"PCI-01": "blocker", "PCI-02": "minor"}
    ledger.append("catalogue", {"controls": [{"id": id_, "severity": s, **entry} for id_, s in severities.items()]})
    ledger.append("responsible", {"controls": ["PCI-01"], "owner": "A. Turing", "days": 30})
    until = {"since": "2020-01-01", "expires": "2999-01-01", "owner": "J. Doe", "reason": "in spring"}
    ledger.append("waiver", {"control": "PCI-01", **until})
    known = {"feature": "F", "rule": None, "layer": "compliance", "description": "", "example": {}, "steps": ["then"]}
    planned = (("waived", ["PCI-01", "minor"]), ("both", ["PCI-01", "PCI-02"]))
    ledger.append("plan", {"scenarios": [{"id": name, "name": name, "tags": tags, **known} for name, tags in planned]})
    for name, _ in planned:
        ledger.scope = Scope(name)
        ledger.append("scenario_started")
        ledger.append("scenario_finished", {"outcome": "violated", "reason": "r", "cause": "platform", "seconds": 1})
        ledger.scope = None
    write_results(tmp_path)
    told = results(tmp_path)
    labels = [(label["name"], label["value"]) for label in told["waived"]["labels"]]
    assert ("severity", "blocker") in labels
    assert ("tag", "declared") in labels
    details = told["waived"]["statusDetails"]
    assert details["known"] is True
    said = "Declared: PCI-01 is waived until 2999-01-01 by J. Doe: in spring. Violated: r (look first at: platform)"
    assert details["message"] == said
    assert told["waived"]["status"] == "failed"
    assert told["waived"]["description"].split("\n\n") == [
        "**PCI-01** T - PCI 4, 3.5.1 (citation not yet verified); unproven",
        "To run it again: `acceptance run --env '' waived`",
    ]
    assert [(one["name"], one["url"]) for one in told["both"]["links"]] == [
        ("PCI, the official text", "https://standards.example/pci"),
    ]
    assert ("owner", "A. Turing") in labels
    assert told["both"]["statusDetails"]["message"].startswith("Violated")
    environment = (tmp_path / "allure-results/environment.properties").read_text()
    assert "PCI-01_is_waived = waived until 2999-01-01" in environment
    assert "Controls_assessed = 2 of 2 in scope" in environment


def seen(id_: str, *, killed: bool) -> DefectProof:
    return DefectProof(
        id=id_,
        framework="gdpr",
        title="A row that is only marked",
        must_catch=("GDPR-06",),
        may_also_catch=(),
        controls={"GDPR-06": Outcome.VIOLATED if killed else Outcome.SATISFIED},
        beside={"GDPR-01": Outcome.SATISFIED},
        killed=killed,
        reason="details that are found beyond those kept for a listed reason",
        bystanders=(),
        seconds=12.0,
        found=datetime(2026, 11, 25, tzinfo=UTC),
    )


@pytest.fixture
def proven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run that names four claims; what led to the last was not seen on this machine."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    claims = []
    for id_, killed, stale in (("gdpr-06-a", True, False), ("gdpr-06-b", False, False), ("c", True, True)):
        keep_proof(seen(id_, killed=killed), f"claim-of-{id_}")
        claims.append({"id": id_, "claim": f"claim-of-{id_}", "killed": killed, "stale": stale})
    claims.append({"id": "gdpr-06-delete-marker", "claim": "unseen", "killed": True, "stale": False})
    ledger = Ledger(tmp_path / "record.jsonl")
    ledger.append("run_started", {"run_id": "r1"})
    ledger.append("catalogue", {"controls": [], "proof": claims})
    ledger.append("plan", {"scenarios": []})
    return tmp_path


def test_the_matrix_of_proofs_is_attached_to_the_whole_report_as_a_table(proven: Path):
    write_results(proven)
    folder = proven / "allure-results"
    (told,) = folder.glob("*-globals.json")
    (table,) = json.loads(told.read_text())["attachments"]
    rows = list(csv.reader(io.StringIO((folder / table["source"]).read_text())))
    assert rows[0] == ["defect", "what it is", "caught", "GDPR-06", "GDPR-01", "what was said of it"]
    assert [row[2:5] for row in rows[1:5]] == [
        ["yes", "X", "."],
        ["no", "!", "."],
        ["yes, before something changed", "X", "."],
        ["yes", "X", " "],
    ]


def test_the_picture_is_drawn_for_a_report_and_once_for_each_content(proven: Path, monkeypatch: pytest.MonkeyPatch):
    drawn = []

    def counted(*arguments: Any) -> Path:
        drawn.append(arguments)
        return draw(*arguments)

    monkeypatch.setattr(proof_attachment, "draw", counted)
    write_results(proven)
    assert drawn == [], "the end of a run does not wait for a picture"
    folder = proven / "allure-results"
    for _ in range(2):
        proof_attachment.write_proof(summarize(proven), folder, may_draw=True)
    (told,) = folder.glob("*-globals.json")
    picture, _ = json.loads(told.read_text())["attachments"]
    assert (folder / picture["source"]).read_bytes().startswith(b"\x89PNG")
    write_results(proven)
    assert len(json.loads(told.read_text())["attachments"]) == 2, "a picture that is there is taken along"
    assert len(drawn) == 1


def test_history_ids_stay_the_same_from_run_to_run(ran: Toy):
    first = {name: one["historyId"] for name, one in results(ran.run_dir).items()}
    ran.behave()
    assert {name: one["historyId"] for name, one in results(ran.run_dir).items()} == first
    assert len(set(first.values())) == len(first)


def test_without_node_there_is_no_report_but_a_sentence(ran: Toy, monkeypatch):
    monkeypatch.setattr(allure_tool.shutil, "which", lambda _: None)
    monkeypatch.setattr(allure_tool.importlib.util, "find_spec", lambda _: None)
    built = build_report(ran.run_dir)
    assert built.path is None
    assert "There is no Node 22 or newer on this machine" in built.sentence


def test_an_unreachable_registry_leaves_a_sentence_and_no_half_installed_allure(ran: Toy, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setattr(allure_tool, "FETCH_RETRIES", 0)
    built = build_report(ran.run_dir)
    assert built.path is None
    assert "Allure could not be fetched from the package registry" in built.sentence
    assert not [path for path in (tmp_path / "cache/scoring-acceptance").iterdir() if path.suffix != ".lock"]


def test_the_lock_pins_every_part_by_digest_and_names_no_registry():
    lock = json.loads((allure_tool.PACKAGE / "package-lock.json").read_text())
    parts = {name: part for name, part in lock["packages"].items() if name}
    assert "node_modules/allure" in parts
    assert all(part.get("integrity", "").startswith("sha512-") and "resolved" not in part for part in parts.values())


@pytest.mark.browser
def test_the_report_shows_what_the_record_says_and_asks_no_network(ran: Toy):
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    assert chromium is not None, "this test opens the report in Chromium; install it with the system's package manager"
    built = build_report(ran.run_dir.resolve())
    assert built.path is not None, built.sentence
    requests: list[str] = []
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport={"width": 1400, "height": 2000})
        page.on("request", lambda request: requests.append(request.url))
        page.goto(built.path.as_uri())
        page.wait_for_selector("[data-testid=tree-leaf]")
        closed = page.locator("[data-testid=tree-arrow]:not(:has(svg[class*=opened]))")
        while closed.count():
            closed.first.click()
        shown = {
            leaf.query_selector("[data-testid=tree-leaf-title]").inner_text(): leaf.query_selector(
                "[data-testid^=tree-leaf-status-]"
            ).get_attribute("data-testid")
            for leaf in page.query_selector_all("[data-testid=tree-leaf]")
        }
        sections = [one.inner_text() for one in page.query_selector_all("[data-testid=tree-section-title]")]
        page.get_by_text("violated", exact=True).click()
        page.wait_for_selector("text=one is two: expected <2>, but was <1>")
        opened = page.inner_text("body")
        browser.close()
    summary = summarize(ran.run_dir)
    assert shown == {one.name: f"tree-leaf-status-{STATUS[one.outcome]}" for one in summary.scenarios}
    assert set(sections) == {layer_title(one.layer) for one in summary.scenarios} | {
        one.feature for one in summary.scenarios
    } | {"some rule"}
    assert "E2E-02" in opened
    assert "minor" in opened.lower()
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []


@pytest.mark.browser
def test_a_second_run_is_set_against_the_first_and_leads_to_the_first_page(toy: Toy):
    from playwright.sync_api import sync_playwright

    for check in ("holds", "fails"):
        toy.feature(f"@E2E-01\nScenario: was good\n  Given nothing special\n  Then a check that {check}\n")
        toy.behave()
        built = build_report(toy.run_dir.resolve())
        assert built.path is not None, built.sentence
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page(viewport={"width": 1400, "height": 2000})
        page.goto(f"{built.path.as_uri()}#charts")
        page.wait_for_selector("text=Status dynamics")
        page.wait_for_selector("text=Latest")
        page.goto(built.path.as_uri())
        page.locator("[data-testid=tree-leaf]").first.click()
        link = page.get_by_text("The first page of this run").evaluate("link => link.href")
        page.get_by_text("History", exact=False).first.click()
        page.wait_for_selector("text=Passed")
        browser.close()
    assert link == (built.path.parent / "index.html").as_uri()
