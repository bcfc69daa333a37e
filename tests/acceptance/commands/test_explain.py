"""`acceptance explain` tells a control, a scenario or a run from what it claims to what to do, and who."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from written import Written

from acceptance.catalogue.texts import texts
from acceptance.commands.explain import explain
from acceptance.outcome import ConfigurationError, Outcome
from acceptance.record.kept import Untrusted
from acceptance.record.ledger import Kind
from acceptance.record.summary import write_summary

FEATURE = '''@gdpr
Feature: Erasure
  @GDPR-06 @prod.never
  Scenario Outline: Nothing of <whom> is kept
    Given a customer
      """
      Scenario: words in quotes
      """
    Then nothing is found

    @GDPR-07
    Examples:
      | whom |
      | Zoë  |

  @GDPR-06
  Scenario: A decoy is found
    Then it is found
'''
CATALOGUE = """
framework: gdpr
title: GDPR
version: "2016"
controls:
  - {id: GDPR-06, clause: Art. 17, title: Erased, obligation: All of it goes., why: People ask., evidence: A search.,
     production: never, severity: blocker, catches: {rows-stay: rows that are only marked}}
  - {id: GDPR-07, clause: Art. 15, title: Copied, obligation: o, why: w, evidence: e, production: ro, severity: minor,
     gap: "not built yet: this"}
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Written:
    """A specification of two scenarios, and a run of it that has begun."""
    for name, text in {
        "features/environment.py": "",
        "features/erasure.feature": FEATURE,
        "controls/gdpr.yaml": CATALOGUE,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("ACCEPTANCE_REPORTS_DIR", str(tmp_path / "reports"))
    (tmp_path / "reports/latest").mkdir(parents=True)
    written = Written(tmp_path / "reports/latest")
    written.line(Kind.CATALOGUE, controls=[{"id": "GDPR-06", "framework": "GDPR", "title": "Erased"}])
    return written.line(Kind.RESPONSIBLE, controls=["GDPR-06"], owner="data protection", days=30)


def violated(run: Written) -> None:
    known = {"feature": "Erasure", "layer": "", "steps": ["then"], "tags": ["GDPR-06"]}
    run.line(Kind.PLAN, scenarios=[{"id": "f:1", "name": "Nothing of Zoë is kept [1.1]", **known}])
    run.ran(1, Outcome.VIOLATED, "a row was found").finished()
    write_summary(run.folder)


def said(*words: str) -> str:
    done = CliRunner().invoke(explain, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_a_control_is_told_from_its_claim_to_who_mends_it(run: Written):
    violated(run)
    text = said("gdpr-06")
    for part in (
        "What it claims All of it goes. Why: People ask.",
        "What is looked at A search.",
        "It must catch rows-stay: rows that are only marked",
        "unproven",
        "violated in the run r1 of local",
        "a row was found",
        "What to do Mend GDPR-06: Erased Whose: data protection; until 20",
        "x violated: features/erasure.feature:4 Scenario Outline: Nothing of <whom> is kept Given a customer",
        "not in this run: features/erasure.feature:17 Scenario: A decoy is found Then it is found",
    ):
        assert part in text


def test_a_control_that_no_run_looked_at_says_so(run: Written):
    violated(run)
    assert "It was no part of the run r1 of local" in said("GDPR-07")
    (run.folder / "record.jsonl").unlink()
    assert "There is no run yet. Start one: acceptance run GDPR-07" in said("GDPR-07")


@pytest.mark.parametrize("word", ["nothing of", "features/erasure.feature:6"])
def test_a_scenario_is_told_with_what_was_seen_of_each_of_its_examples(run: Written, word: str):
    violated(run)
    text = said(word)
    assert "What it proves GDPR-06: Erased GDPR-07: Copied" in text
    assert '""" Scenario: words in quotes """' in text
    assert "What came of it last: Nothing of Zoë is kept [1.1] violated at" in text
    assert "DID NOT HOLD: one is one - expected <1>, seen: was <1>" in text
    assert "Again: acceptance run --env local f:1" in text


def test_a_run_is_told_with_all_it_came_to_and_its_end(run: Written):
    violated(run)
    text = said("latest")
    assert "x violated Erasure > Nothing of Zoë is kept [1.1] (f:1) a row was found" in text
    assert text.endswith("0 passed, 1 failed, 0 skipped")


def test_several_things_are_explained_one_after_the_other(run: Written):
    violated(run)
    text = said("GDPR-06", "GDPR-07")
    assert text.index("GDPR-06: Erased") < text.index("GDPR-07: Copied")


def test_what_is_none_of_these_is_refused_with_the_nearest(run: Written):
    with pytest.raises(ConfigurationError, match=r"'GDPR-66' is no control, .* did you mean 'GDPR-06'?"):
        said("GDPR-66")


def test_a_record_that_was_changed_is_not_explained_as_if_it_were_sound(run: Written):
    violated(run)
    record = run.folder / "record.jsonl"
    record.write_text(record.read_text("utf-8").replace("a row was found", "nothing much"), "utf-8")
    with pytest.raises(Untrusted):
        said("GDPR-06")


def test_each_scenario_of_the_specification_is_read_as_behave_reads_it():
    from acceptance.runner.selection import parsed

    theirs = {
        (f"{outline.location.filename}:{outline.line}", outline.name): {str(tag) for tag in outline.effective_tags}
        for feature in parsed()
        for outline in feature.walk_scenarios(with_outlines=True)
        if outline.keyword.startswith("Scenario") and "[" not in outline.name
    }
    ours = {(text.place, text.name): set(text.tags) for text in texts()}
    assert ours.keys() == theirs.keys()
    assert [name for name, tags in theirs.items() if not ours[name] >= tags] == []
