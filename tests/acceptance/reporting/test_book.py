"""The specification book says what catalogue, features and record say, in each language, and what changed since."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from written import Written

from acceptance.catalogue.catalogue import read_catalogue
from acceptance.catalogue.texts import texts
from acceptance.catalogue.translations import orphans, sentences, translations
from acceptance.commands.book import book as command
from acceptance.outcome import Cause, ConfigurationError, Outcome, Standing
from acceptance.record.kept import Untrusted
from acceptance.record.ledger import Kind
from acceptance.record.summary import write_summary
from acceptance.reporting import book_words
from acceptance.reporting.account import read_account
from acceptance.reporting.book import book_of, data_of, page
from acceptance.reporting.book_changes import changes, embedded, kept_in
from acceptance.reporting.book_text import parts
from acceptance.reporting.build import build_reports
from acceptance.reporting.pages import TEMPLATES

CATALOGUE = """
framework: gdpr
title: GDPR
version: "2016"
controls:
  - {id: GDPR-06, clause: Art. 17, title: Erased </script><b>, why: People ask.,
     obligation: All of it goes. It stays gone., evidence: A search.,
     production: never, severity: blocker, catches: {rows-stay: rows that are only marked}}
  - {id: GDPR-07, clause: Art. 15, title: Copied, obligation: A copy is given., why: w, evidence: e, production: ro,
     severity: minor, gap: "of Art. 15 only the copy"}
  - {id: GDPR-08, clause: Art. 13, title: Told, obligation: o, why: w, evidence: e, production: ro, severity: minor,
     gap: "not built yet: this"}
"""
FEATURE = '''@gdpr
Feature: Erasure
  Who asks is erased.

  Background:
    Given a customer of the bank

  @GDPR-06
  Scenario Outline: Nothing of <whom> is kept
    # a comment
    When <whom> asks to be erased
      """
      Scenario: <b>words in quotes</b>
      """
    Then nothing is found

    Examples: people
      | whom | why      |
      | Zoë  | an accent |
      | Bob  | none     |

  @GDPR-06 @GDPR-07
  Scenario: A copy is given
    Then a copy is there

  Scenario: Nobody asked for this
    Then it holds
'''
FRENCH = """
translated_by: tests
scenarios:
  - english: |
      Scenario: A copy is given
        Then a copy is there
    translated: |
      Scénario: Une copie est remise
        Alors une copie est là
"""


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A specification of four scenarios."""
    for name, text in {
        "features/environment.py": "",
        "features/erasure.feature": FEATURE,
        "features/erasure.fr.yaml": FRENCH,
        "controls/gdpr.yaml": CATALOGUE,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ACCEPTANCE_REPORTS_DIR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture
def run(spec: Path) -> Path:
    """A run of it: one example violated, one satisfied, the copy not assessed, the other one inconclusive."""
    folder = spec / "reports/r1"
    folder.mkdir(parents=True)
    controls = [{"id": one.id, "framework": "GDPR", "title": one.title} for one in read_catalogue()[0].controls]
    told = Written(folder).line(Kind.CATALOGUE, controls=controls)
    names = ["Nothing of Zoë is kept", "Nothing of Bob is kept", "A copy is given", "Nobody asked for this"]
    tags = [["GDPR-06"], ["GDPR-06"], ["GDPR-06", "GDPR-07"], []]
    plan = [
        {"id": f"f:{n}", "feature": "Erasure", "name": name, "tags": own, "layer": "compliance", "steps": ["then"],
         "description": "", "example": {}}
        for n, (name, own) in enumerate(zip(names, tags, strict=True), 1)
    ]  # fmt: skip
    told.line(Kind.PLAN, scenarios=plan).ran(1, Outcome.VIOLATED, "found <i>there</i>").ran(2)
    told.ran(3, Outcome.NOT_ASSESSED, "no way to ask", Cause.BINDING).ran(4, Outcome.INCONCLUSIVE, "lost").finished()
    write_summary(folder)
    (spec / "reports/latest").symlink_to("r1")
    return folder


def made(run: Path | None = None, language: str = "en"):
    written = texts()
    account = read_account(run) if run else None
    return book_of(read_catalogue(), written, {}, translations(written, language), account)


def test_every_scenario_stands_there_in_full_with_its_background_examples_and_outcomes(run: Path):
    text = page(made(run), "en")
    for words in ("a customer of the bank", "asks to be erased", '<th scope="col" dir="auto">why</th>', "an accent"):
        assert words in text
    assert "Who asks is erased." in text and "of Art. 15 only the copy" in text
    assert "a comment" not in text
    assert text.count('data-scenario-status="violated"') == 1
    assert "&lt;b&gt;words in quotes&lt;/b&gt;" in text and "found &lt;i&gt;there&lt;/i&gt;" in text
    assert "Nobody asked for this" in text.partition("Scenarios that name no requirement")[2]


def test_nothing_in_it_is_markup_and_it_fetches_nothing(run: Path):
    text = page(made(run), "en")
    assert "default-src &#39;none&#39;" in text
    assert text.count("<script") == 2 and text.count("</script>") == 2
    assert not re.search(r'(src|href)="(?!#)', text)
    assert "style=" not in text.partition("<body>")[2]


def test_without_a_run_nothing_is_said_to_hold(spec: Path):
    text = page(made(), "en")
    assert set(re.findall(r'data-(?:scenario-)?status="([^"]*)"', text)) == {"not looked at"}
    assert "There is no run yet" in text


def test_a_book_compares_itself_with_an_earlier_one_sentence_by_sentence(run: Path):
    kept = run.parent / "kept.html"
    kept.write_text(page(made(run), "en"), "utf-8")
    before = kept_in(kept)
    assert changes(before, data_of(made(run))) == []
    feature, catalogue = Path("features/erasure.feature"), Path("controls/gdpr.yaml")
    feature.write_text(FEATURE.replace("nothing is found", "nothing at all is found").replace("asked for this", "came"))
    catalogue.write_text(CATALOGUE.replace("It stays gone.", "It stays so.").replace("GDPR-07", "GDPR-09"))
    found = {(one.about, one.part): (one.was, one.now) for one in changes(before, data_of(made(run)))}
    assert found == {
        ("GDPR-06", "obligation"): ("It stays gone.", "It stays so."),
        ("GDPR-07", "control"): ("Copied: A copy is given.", ""),
        ("GDPR-09", "control"): ("", "Copied: A copy is given."),
        ("Erasure > Nothing of <whom> is kept", "scenario"): ("Then nothing is found", "Then nothing at all is found"),
        ("Erasure > Nobody came", "scenario"): ("", "Given a customer of the bank\nThen it holds"),
        ("Erasure > Nobody asked for this", "scenario"): ("Given a customer of the bank\nThen it holds", ""),
    }
    text = page(made(run), "en", changes(before, data_of(made(run))), "kept.html")
    assert "<del>It stays gone.</del>" in text and "<ins>It stays so.</ins>" in text


@pytest.mark.parametrize("content", ["", "<html>", '<script type="application/json" id="book">[1]</script>'])
def test_what_is_no_book_is_refused(tmp_path: Path, content: str):
    (tmp_path / "x.html").write_text(content)
    with pytest.raises(ConfigurationError, match=r"no specification book"):
        kept_in(tmp_path / "x.html")


def test_data_in_a_page_ends_no_element_and_reads_back():
    hostile = {"a": "</script><!-- \u2028 & \ud800"}
    assert "<" not in embedded(hostile) and json.loads(embedded(hostile)) == hostile


def test_a_translation_is_shown_and_called_stale_once_the_english_has_changed(run: Path):
    text = page(made(run, "fr"), "fr")
    assert "Une copie est remise" in text and "Traduction périmée" not in text
    feature = Path("features/erasure.feature")
    feature.write_text(FEATURE.replace("a copy is there", "a whole copy is there"))
    text = page(made(run, "fr"), "fr")
    assert "une copie est là" in text and "Traduction périmée" in text
    assert "Une copie est remise" not in text  # the heading is the English of now
    assert "a whole copy is there" in text


def test_every_word_around_the_specification_is_there_in_french(run: Path):
    template = (TEMPLATES / "book.html").read_text("utf-8")
    asked = set(re.findall(r't\("([^"]+)"\)', template))
    assert len(asked) > 40
    assert asked <= set(book_words._FRENCH)
    assert {one.words for one in (*Outcome, *Standing)} <= set(book_words._FRENCH)
    before = data_of(made())
    before["controls"][0]["clause"] = before["scenarios"][0]["lines"] = "x"
    assert "enfreint" in page(made(run, "fr"), "fr", changes(before, data_of(made(run))))


def test_the_shipped_specification_makes_a_book_in_each_language():
    written = texts()
    for language in book_words.LANGUAGES:
        found = translations(written, language) if language != "en" else {}
        duties = sentences(language) if language != "en" else {}
        text = page(book_of(read_catalogue(), written, {}, found, None), language, sentences=duties)
        assert all(any(part.kind == "step" for part in parts(one.lines)) for one in written)
        assert text.count('class="control"') == sum(len(one.controls) for one in read_catalogue())
    assert "Un client effacé ne se trouve nulle part" in text


def test_every_title_and_every_duty_is_said_in_french():
    said = {one.title for one in read_catalogue()}
    said |= {words for each in read_catalogue() for one in each.controls for words in (one.title, one.obligation)}
    assert sentences("fr").keys() == said


def test_a_translation_of_what_nobody_says_any_more_is_named(run: Path):
    folder = Path("controls/translations")
    folder.mkdir()
    kept = [{"english": "Gone from everywhere", "translated": "x"}, {"english": "Another sentence", "translated": "y"}]
    (folder / "fr.yaml").write_text(json.dumps({"translated_by": "somebody", "sentences": kept}))
    said, files = {"Gone from everywhere"}, [Path("features/erasure.feature")]
    assert list(orphans(files, folder.parent, said)) == [(folder / "fr.yaml", "Another sentence")]
    feature = Path("features/erasure.feature")
    feature.write_text(feature.read_text().replace("Scenario: A copy is given", "Scenario: A copy is handed out"))
    assert [what for _, what in orphans(files, folder.parent, said)] == [
        "Scenario: A copy is given",
        "Another sentence",
    ]


def test_the_command_writes_the_book_compares_it_and_refuses_a_changed_record(run: Path):
    told = CliRunner().invoke(command, [], catch_exceptions=False)
    assert told.output == "reports/book.html\n"
    told = CliRunner().invoke(
        command, ["--changes", "reports/book.html", "--out", "new/b.html"], catch_exceptions=False
    )
    assert "0 sentences" in told.output and Path("new/b.html").exists()
    record = run / "record.jsonl"
    record.write_text(record.read_text().replace("no way to ask", "no way to asl"))
    with pytest.raises(Untrusted):
        CliRunner().invoke(command, ["--out", "again.html"], catch_exceptions=False)
    assert not Path("again.html").exists()
    with pytest.raises(ConfigurationError, match="There is no run"):
        CliRunner().invoke(command, ["--run", "r9"], catch_exceptions=False)


@pytest.mark.browser
def test_each_status_that_a_reader_sees_in_book_and_first_page_is_the_one_of_the_record(run: Path):
    from playwright.sync_api import sync_playwright

    build_reports(run)
    (run / "book.html").write_text(page(made(run), "en"), "utf-8")
    controls, scenarios, said, asked = {}, {}, [], []
    seen = """() => Object.fromEntries(Array.from(document.querySelectorAll('details.control'), one =>
        [one.id, one.querySelector('summary .status').textContent.slice(1).trim()]))"""
    below = """() => Array.from(document.querySelectorAll('.scenario'), one => [
        one.querySelector('.title, h4 span').textContent, one.querySelector('.status').textContent.slice(1).trim()])"""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for name in ("book.html", "index.html"):
            opened = browser.new_page(viewport={"width": 390, "height": 844})
            opened.on("console", lambda message: said.append(message.text))
            opened.on("request", lambda request: asked.append(request.url))
            opened.goto((run / name).as_uri())
            controls[name], scenarios[name] = opened.evaluate(seen), opened.evaluate(below)
            opened.fill("#search", "a copy is there" if name == "book.html" else "gdpr-07")
            assert "of 3" in opened.inner_text("#found")
            assert opened.locator("details.control:visible").count() == 1
            opened.goto((run / name).as_uri() + "#GDPR-07")
            assert opened.locator("[id=GDPR-07] dl").is_visible()
            assert opened.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
    lines = [json.loads(line) for line in (run / "record.jsonl").read_text("utf-8").splitlines()]
    came = {
        line["scenario"]: line["data"]["outcome"].replace("_", " ")
        for line in lines
        if line["kind"] == "scenario_finished"
    }
    names = {one["id"]: one["name"] for line in lines if line["kind"] == "plan" for one in line["data"]["scenarios"]}
    wanted = {"GDPR-06": "violated", "GDPR-07": "not assessed", "GDPR-08": "not looked at"}
    assert controls == {"book.html": wanted, "index.html": wanted}
    assert dict(scenarios["index.html"]) == {names[id_]: outcome for id_, outcome in came.items()}
    assert dict(scenarios["book.html"]) == {
        "Nothing of <whom> is kept": "violated",
        "A copy is given": "not assessed",
        "Nobody asked for this": "inconclusive",
    }
    assert said == [] and all(url.startswith("file:") for url in asked)
