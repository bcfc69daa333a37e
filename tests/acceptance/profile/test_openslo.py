"""Objectives go to OpenSLO and come back as they were; what cannot be imported is refused with place and remedy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from acceptance.outcome import ConfigurationError
from acceptance.profile import openslo
from acceptance.profile.joining import join
from acceptance.profile.objectives import Objectives

AGREED = join(Path("profiles/local.yaml")).content["objectives"]


def objectives(**changed: Any) -> Objectives:
    return Objectives.model_validate({**AGREED, **changed})


def test_what_was_exported_is_imported_as_it_was(tmp_path: Path):
    path = tmp_path / "slos.yaml"
    path.write_text(yaml.safe_dump_all(openslo.exported(objectives(), "scoring"), sort_keys=False))
    block = openslo.read_file(path)
    back = Objectives.model_validate({**block, "offered": AGREED["offered"], "reading": AGREED["reading"]})
    assert back == objectives()


def test_an_export_is_plain_openslo():
    by_name = {one["metadata"]["name"]: one for one in openslo.exported(objectives(), "scoring")}
    spec = by_name["availability"]["spec"]
    assert spec["objectives"] == [{"target": 0.999}]
    assert spec["timeWindow"] == [{"duration": "30d", "isRolling": True}]
    assert spec["budgetingMethod"] == "Occurrences"
    assert by_name["errors"]["spec"]["objectives"] == [{"target": 0.999}]
    assert by_name["latency"]["spec"]["objectives"][0] == {
        "op": "lte",
        "value": 500.0,
        "unit": "ms",
        "target": 0.95,
    }


def slo(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "openslo/v1",
        "kind": "SLO",
        "metadata": {"name": "up", "annotations": {"scoring-acceptance/measure": "availability"}},
        "spec": {
            "description": "answers without a fault",
            "service": "scoring",
            "timeWindow": [{"duration": "4w", "isRolling": True}],
            "budgetingMethod": "Occurrences",
            "objectives": [{"targetPercent": 99.5}],
            **spec,
        },
    }


def test_a_document_of_others_is_imported():
    block = openslo.imported([slo()], "theirs.yaml")["availability"]
    assert (block["at_least_percent"], block["window_days"]) == (99.5, 28)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"kind": "Service"}, "apiVersion: openslo/v1"),
        ([], "apiVersion: openslo/v1"),
        ({**slo(), "metadata": {"name": "up"}}, "scoring-acceptance/measure"),
        ({**slo(), "spec": None}, "spec is missing"),
        (slo(timeWindow=[]), "duration such as 30d"),
        (slo(timeWindow=[{"duration": "1Q"}]), "write it in m, h, d or w"),
        (slo(budgetingMethod="RatioTimeslices"), "Occurrences or Timeslices"),
        (slo(objectives=[{"op": "lte"}]), "target"),
        (slo(objectives=[{"target": 1.5}]), "at_least_percent"),
        (slo(objectives=[{"target": "many"}]), "target is 'many'; write a number"),
        (slo(objectives=[{"target": 0.9, "targetPercent": 99}]), "either target"),
        (slo(objectives=[{"target": 0.9}, {"target": 0.8}]), "2 entries"),
        (slo(objectives={"target": 0.9}), "no list of maps"),
        (slo(description=None), "neither description nor indicator"),
        (slo(timeWindow=[{}]), "has no duration"),
        (slo(objectives=[{"target": int("9" * 400)}]), "write a number"),
        (slo(timeWindow=[{"duration": "infd"}]), "write it in m, h, d or w"),
    ],
)
def test_what_cannot_be_imported_is_refused(document: Any, told: str):
    with pytest.raises(ConfigurationError, match=told) as caught:
        openslo.imported([document], "theirs.yaml")
    assert "theirs.yaml" in caught.value.sentence
    assert not re.search(r"\w+Error|Input should be a valid dict", caught.value.sentence)


def test_the_same_measure_twice_is_refused():
    with pytest.raises(ConfigurationError, match="already"):
        openslo.imported([slo(), slo()], "theirs.yaml")


def test_a_file_without_slos_is_refused(tmp_path: Path):
    path = tmp_path / "nothing.yaml"
    path.write_text("apiVersion: openslo/v1\nkind: Service\n")
    with pytest.raises(ConfigurationError, match="holds no SLO"):
        openslo.read_file(path)


def latency(**objective: Any) -> dict[str, Any]:
    named = {"name": "quick", "annotations": {"scoring-acceptance/measure": "latency"}}
    return {**slo(objectives=[{"op": "lte", "target": 0.95, **objective}]), "metadata": named}


@pytest.mark.parametrize(("value", "unit", "at_most_ms"), [(0.5, "s", 500), (500, "ms", 500)])
def test_a_threshold_is_taken_in_the_unit_that_it_states(value: float, unit: str, at_most_ms: float):
    block = openslo.imported([latency(value=value, unit=unit)], "theirs.yaml")["latency"]
    assert block["limits"] == [{"percentile": 95, "at_most_ms": at_most_ms}]


@pytest.mark.parametrize(
    ("objective", "told"),
    [
        ({"value": 0.5}, "value 0.5 has no unit; write `unit: ms`"),
        ({"value": 0.5, "unit": "fortnights"}, "the unit 'fortnights' is unknown here; write ms or s"),
    ],
)
def test_a_unit_is_never_guessed(objective: dict[str, Any], told: str):
    with pytest.raises(ConfigurationError, match=told):
        openslo.imported([latency(**objective)], "theirs.yaml")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("target: 0.999", "target: 0.999\n    target: 0.5", "this key stands on line"),
        ("target: 0.999", "target: .inf", "inf is no figure"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_its_line(tmp_path: Path, old: str, new: str, told: str):
    path = tmp_path / "slos.yaml"
    text = yaml.safe_dump_all(openslo.exported(objectives(), "scoring"), sort_keys=False)
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ConfigurationError, match=told) as caught:
        openslo.read_file(path)
    assert re.match(r":\d+: ", caught.value.sentence.removeprefix(str(path)))
