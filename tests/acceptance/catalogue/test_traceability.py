"""The matrix leads from a clause to what its scenarios came to, and hides neither gaps nor declarations."""

import csv
import io
import json

import pytest

from acceptance.catalogue.catalogue import Framework
from acceptance.catalogue.claims import ControlProof
from acceptance.catalogue.traceability import HEADINGS, printed, rows, tagged_scenarios

ENTRY = {
    "id": "GDPR-01",
    "clause": "Art. 5(1)(c), 25(2); and much else besides",
    "title": "Only | what is needed",
    "obligation": "o",
    "why": "w",
    "evidence": "e",
    "production": "syn",
    "severity": "critical",
}
RUN = {"id": "GDPR-01", "outcome": "not_assessed", "standing": "not_assessed", "declared": ""}


def framework(name="gdpr", **changed):
    return Framework(framework=name, title="GDPR", version="2016/679", controls=({**ENTRY, **changed},))


def row(run=None, proof=None, **changed):
    proofs = {"GDPR-01": proof} if proof else None
    return rows([framework(**changed)], {"GDPR-01": ["one", "two"]}, {"controls": [run]} if run else None, proofs)


def test_a_clause_that_nobody_checked_says_so_and_a_control_without_proof_is_unproven():
    (only,) = row(RUN)
    assert (only.last_outcome, only.note) == ("not assessed", "citation not yet verified")
    for form in ("csv", "markdown", "table"):
        assert "unproven" in printed([only], form)
        assert "not assessed" in printed([only], form)


def test_a_checked_clause_and_an_owners_own_requirement_need_no_such_note():
    (checked,) = row(checked_by="somebody", checked_on="2026-11-22")
    assert (checked.last_outcome, checked.note) == ("not in the last run", "")
    (own,) = rows([framework("service")], {}, None)
    assert own.note == ""


def test_what_was_declared_and_what_was_seen_stand_side_by_side():
    waived = {**RUN, "outcome": "violated", "standing": "waived", "declared": "waived until 2027-01-01 by me: because"}
    (only,) = row(waived, gap="one part is missing")
    assert only.last_outcome == "waived (seen: violated)"
    assert only.note == "waived until 2027-01-01 by me: because; one part is missing; citation not yet verified"


def test_every_form_tells_scenarios_and_defects():
    matrix = row(RUN, ControlProof(by=("gdpr-01-a", "gdpr-01-b")))
    header, line = csv.reader(io.StringIO(printed(matrix, "csv")))
    assert tuple(header) == HEADINGS
    assert line[4:7] == ["one; two", "not assessed", "gdpr-01-a, gdpr-01-b"]
    (told,) = json.loads(printed(matrix, "json"))
    assert (told["scenarios"], told["proven_by"]) == (["one", "two"], ["gdpr-01-a", "gdpr-01-b"])
    assert "Only \\| what is needed" in printed(matrix, "markdown")
    heading, line = printed(matrix, "table").splitlines()
    assert line.index("not assessed") == heading.index("last outcome")
    assert "Art. 5(1)(c), 25(2); and ..." in line
    assert "2 defects" in line


def test_a_control_that_did_not_catch_all_of_its_defects_is_unproven_whatever_it_caught():
    (missed,) = row(RUN, ControlProof(by=("gdpr-01-a",), survived=("gdpr-01-b",)))
    assert (missed.proven_by, missed.proof) == ((), "unproven (survived: gdpr-01-b)")
    (stale,) = row(RUN, ControlProof(changed=(("gdpr-01-a", "look in x.py:3"),)))
    assert "unproven (changed: look in x.py:3)" in printed([stale], "markdown")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@a\nFeature: F\n\n  @b @c\n  Scenario: s\n", {"a": ["s"], "b": ["s"], "c": ["s"]}),
        ("Feature: F\n  @a\n  Rule: R\n    Scenario: s\n    @b\n    Scenario: t\n", {"a": ["s", "t"], "b": ["t"]}),
        ("Feature: F\n @a\n # why\n Scenario Outline: s\n @b\n Examples:\n | x |\n", {"a": ["s"], "b": ["s"]}),
        ("Feature: F\n @a\n text\n Scenario: s\n", {}),
    ],
)
def test_tags_of_features_rules_and_examples_count_for_their_scenarios(tmp_path, text, found):
    (tmp_path / "x.feature").write_text(text, "utf-8")
    assert tagged_scenarios(tmp_path) == found


def test_a_control_tells_which_values_and_ways_its_scenarios_try():
    (only,) = row(covers=["every figure", "by request and by event"])
    assert json.loads(printed([only], "json"))[0]["covers"] == ["every figure", "by request and by event"]
