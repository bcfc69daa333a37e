"""The catalogue and the features name the same controls, and nothing is left out in silence."""

from pathlib import Path

import pytest

from acceptance.controls.catalogue import Framework, disagreements, read_catalogue
from acceptance.controls.matrix import printed, rows, tagged_scenarios
from acceptance.outcome import ConfigurationError
from acceptance.record.summary import control_ids

ENTRY = {
    "id": "GDPR-01",
    "clause": "Art. 5(1)(c)",
    "title": "t",
    "obligation": "o",
    "why": "w",
    "evidence": "e",
    "production": "syn",
    "severity": "critical",
}


def framework(**changed):
    return Framework(framework="gdpr", title="GDPR", version="2016/679", controls=({**ENTRY, **changed},))


def test_the_projects_own_catalogue_agrees_with_its_features():
    tagged = control_ids(tagged_scenarios(Path("features")))
    assert "E2E-01" in tagged
    assert disagreements(read_catalogue(), tagged) == []


def test_a_control_without_scenario_needs_a_written_gap():
    assert disagreements([framework()], []) == ["GDPR-01: no scenario carries this tag, and no gap is written down"]
    assert disagreements([framework(gap="follows")], []) == []


def test_a_tag_that_names_no_control_is_found():
    assert disagreements([framework()], ["GDPR-01", "GDPR-99"]) == [
        "GDPR-99: scenarios carry this tag, but the catalogue has no such control"
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{framework: x, title: x, version: '1', controls: [{id: gdpr1}]}", "controls.0.id"),
        ("[", "cannot be read"),
        ("{framework: x, title: x, version: '1', controls: [], more: 1}", "more: Extra inputs are not permitted"),
    ],
)
def test_a_broken_file_is_named(tmp_path, content, sentence):
    (tmp_path / "x.yaml").write_text(content, "utf-8")
    with pytest.raises(ConfigurationError, match=sentence):
        read_catalogue(tmp_path)


def test_an_id_given_twice_is_refused(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(framework().model_dump_json(), "utf-8")
    with pytest.raises(ConfigurationError, match="GDPR-01 is given twice"):
        read_catalogue(tmp_path)


def test_a_clause_that_nobody_checked_says_so_and_a_control_without_proof_is_unproven():
    matrix = rows([framework()], {"GDPR-01": 2}, {"controls": [{"id": "GDPR-01", "outcome": "not_assessed"}]})
    assert (matrix[0].last_outcome, matrix[0].note) == ("not assessed", "citation not yet verified")
    for form in ("csv", "markdown"):
        assert "unproven" in printed(matrix, form)
        assert "not assessed" in printed(matrix, form)
    checked = rows([framework(checked_by="somebody", checked_on="2026-11-22")], {}, None)
    assert (checked[0].last_outcome, checked[0].note) == ("not in the last run", "")
