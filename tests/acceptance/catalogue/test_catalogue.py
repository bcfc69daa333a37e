"""The catalogue and the features name the same controls, and nothing is left out in silence."""

from pathlib import Path

import pytest
import yaml

from acceptance.catalogue.catalogue import (
    Framework,
    controls_of,
    differences,
    disagreements,
    false_self_checks,
    places_of,
    read_catalogue,
    too_lax,
)
from acceptance.catalogue.traceability import tagged_scenarios
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


def controls(**changed):
    made = Framework(framework="gdpr", title="GDPR", version="2016/679", controls=({**ENTRY, **changed},))
    return controls_of([made])


def written(folder, name="x", framework=None, **changed):
    content = {"framework": framework or name, "title": "T", "version": "1", "controls": [{**ENTRY, **changed}]}
    path = folder / f"{name}.yaml"
    path.write_text("# a comment\n" + yaml.safe_dump(content, sort_keys=False), "utf-8")
    return path


def test_the_projects_own_catalogue_agrees_with_its_features():
    tagged = control_ids(tagged_scenarios(Path("features")))
    assert "E2E-01" in tagged
    assert disagreements(controls_of(read_catalogue()), tagged) == {}


def test_every_row_of_the_law_is_in_the_catalogue_and_says_what_it_must_catch():
    frameworks = {framework.framework: framework for framework in read_catalogue()}
    rows = {name: len(framework.controls) for name, framework in frameworks.items() if framework.quotes_a_text}
    assert rows == {
        "gdpr": 12,
        "pci_dss": 15,
        "sox": 8,
        "ai_act": 7,
        "lending": 5,
        "model_risk": 2,
        "dora": 5,
        "security": 6,
    }
    silent = [
        c.id for f in frameworks.values() if f.quotes_a_text for c in f.controls if not (c.catches or c.without_defect)
    ]
    assert silent == []


def test_a_control_without_scenario_needs_a_written_gap():
    assert "no scenario carries @GDPR-01, and no gap" in disagreements(controls(), [])["GDPR-01"]
    assert disagreements(controls(gap="follows"), []) == {}


def test_a_gap_that_says_not_built_has_to_go_once_there_is_a_scenario():
    unbuilt = controls(gap="not built yet: all of it")
    assert disagreements(unbuilt, []) == {}
    assert "remove the gap" in disagreements(unbuilt, ["GDPR-01"])["GDPR-01"]
    assert disagreements(controls(gap="one part is missing"), ["GDPR-01"]) == {}


@pytest.mark.parametrize(
    ("own", "tagged", "sentence"),
    [
        (True, {"GDPR-01": ["one"], "self-check": ["one"]}, None),
        (True, {"GDPR-01": ["one", "two"], "self-check": ["one"]}, "'two' does not carry @self-check"),
        (False, {"GDPR-01": ["one"], "self-check": ["one"]}, "write self_check: true"),
        (False, {"GDPR-01": ["one", "two"], "self-check": ["one"]}, None),
        (False, {}, None),
    ],
)
def test_a_control_is_a_self_check_if_and_only_if_every_scenario_of_it_is(own, tagged, sentence):
    found = false_self_checks(controls(self_check=own), tagged, "self-check")
    assert (sentence in found["GDPR-01"]) if sentence else found == {}


def test_a_tag_that_names_no_control_is_found_with_the_nearest():
    found = disagreements(controls(), ["GDPR-01", "GDPR-11"])
    assert found == {"GDPR-11": "@GDPR-11 names no control of the catalogue; did you mean 'GDPR-01'?"}


@pytest.mark.parametrize(
    ("allowed", "own", "lax"),
    [("ro", "ro", False), ("ro", "never", False), ("syn", "ro", True), ("syn", "syn", False), ("never", "syn", True)],
)
def test_a_scenario_may_be_stricter_in_production_than_its_control_never_laxer(allowed, own, lax):
    sentences = too_lax(controls(production=allowed), ["GDPR-01", "GDPR-99"], own)
    assert bool(sentences) is lax
    assert all(f"use @prod.{allowed}" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("changed", "place", "sentence"),
    [
        ({"id": "gdpr1"}, ":6: controls.0.id: ", "it must match ^[A-Z]"),
        ({"title": "x" * 81}, ":8: controls.0.title: ", "at most 80 characters; shorten it"),
        ({"titel": "t"}, ":14: controls.0.titel: ", "unknown key, did you mean 'title'?"),
        ({"production": "sometimes"}, ":12: controls.0.production: ", "it has to be 'ro', 'syn' or 'never'"),
        ({"severity": None}, ":13: controls.0.severity: ", "it has to be 'blocker'"),
        ({"checked_on": "2026-11-22"}, ":6: controls.0: ", "checked_by and checked_on belong together; fill both"),
        ({"checked_on": "soon", "checked_by": "me"}, ":14: controls.0.checked_on: ", "write a day such as"),
        ({"catches": "one"}, ":14: controls.0.catches: ", "write a map of keys"),
    ],
)
def test_a_mistake_is_named_with_file_line_key_and_what_to_do(tmp_path, changed, place, sentence):
    path = written(tmp_path, **changed)
    with pytest.raises(ConfigurationError) as refused:
        read_catalogue(tmp_path)
    assert refused.value.sentence.startswith(f"{path}{place}")
    assert sentence in refused.value.sentence
    assert "\n" not in refused.value.sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a: 1\n b: [", "x.yaml:2: column 3: not YAML"),
        ("- 1", "x.yaml:1: the whole file: a catalogue is a map"),
        ("", "a catalogue is a map"),
        ("framework: x\ntitle: x\nversion: '1'\n", "x.yaml:1: controls: this key is missing; add it"),
        ("framework: x\ntitle: x\nversion: '1'\ntitle: y\n", "x.yaml:4: title: this key stands on line 2 already"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(tmp_path, content, sentence):
    (tmp_path / "x.yaml").write_text(content, "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_catalogue(tmp_path)
    assert sentence in refused.value.sentence


def test_an_id_given_twice_is_refused_with_both_places(tmp_path):
    first, second = written(tmp_path, "a"), written(tmp_path, "b")
    with pytest.raises(ConfigurationError, match="is given twice") as refused:
        read_catalogue(tmp_path)
    assert refused.value.sentence.startswith(f"{second}:6: controls.0.id: GDPR-01")
    assert f"first at {first}:6" in refused.value.sentence


def test_a_framework_given_twice_is_refused(tmp_path):
    written(tmp_path, "a", framework="gdpr"), written(tmp_path, "b", framework="gdpr", id="GDPR-02")
    with pytest.raises(ConfigurationError, match="gdpr is given twice"):
        read_catalogue(tmp_path)


def test_the_place_of_each_control_is_known(tmp_path):
    path = written(tmp_path)
    assert places_of(tmp_path) == {"GDPR-01": (path, 6)}


def test_catalogue_and_platform_must_agree_on_who_catches_what_both_ways():
    control = next(one for f in read_catalogue() for one in f.controls if one.catches)
    agreed = {defect: [control.id] for defect in control.catches}
    assert differences({control.id: control}, agreed) == {}
    first = next(iter(agreed))
    (missing,) = differences({control.id: control}, {**agreed, first: []}).values()
    assert f"catches names the defect {first}" in missing
    (added,) = differences({control.id: control}, {**agreed, "new-one": [control.id]}).values()
    assert "add it to catches of" in added
