"""The published schemas of a run are those of the code, and agree with it on what a record may hold."""

from __future__ import annotations

import json
import runpy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from toy import Toy

from acceptance.record.ledger import Line, Scope
from acceptance.record.shape import misshapen

WRITTEN = runpy.run_path("docs/run_schemas.py")["written"]()
SCHEMAS = {path.name: json.loads(text) for path, text in WRITTEN.items()}
STEP = {"keyword": "Then", "name": "n", "outcome": "satisfied", "reason": "", "seconds": 0.1}
ODD = [
    ("step", STEP),
    ("step", STEP | {"outcome": "fine"}),
    ("step", STEP | {"seconds": -1}),
    ("step", STEP | {"seconds": True}),
    ("step", STEP | {"text": None}),
    ("step", STEP | {"text": 1}),
    ("step", {key: value for key, value in STEP.items() if key != "reason"}),
    ("plan", {"scenarios": [{}]}),
    ("plan", {"scenarios": {}}),
    ("responsible", {"controls": ["A-01"], "owner": "o", "days": 0}),
    ("responsible", {"controls": ["A-01"], "owner": "o", "days": 1}),
    ("problem", {"sentence": "s", "exit_code": 0}),
    ("problem", {"sentence": "s", "exit_code": 2}),
    ("figure", {"name": "n", "unit": "ms", "better": "lower", "values": [1e13]}),
    ("figure", {"name": "n", "unit": "ms", "better": "more", "values": []}),
    ("earlier", {"runs": [{"run_id": "r", "controls": {"A-01": "satisfied"}, "figures": {"p95": 1}}]}),
    ("earlier", {"runs": [{"run_id": "r", "controls": {"A-01": "well"}}]}),
    ("whatever", {"is": "not looked at"}),
]


def faults(name: str, content: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMAS[name]).iter_errors(content)]


def test_nothing_is_stale():
    stale = [path.name for path, text in WRITTEN.items() if not path.exists() or path.read_text("utf-8") != text]
    assert stale == [], "make reference"


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_a_schema(name: str):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])


def test_a_real_run_is_what_they_say_and_a_changed_one_is_not(tmp_path: Path):
    toy = Toy(tmp_path)
    toy.feature("@E2E-01\nScenario: well\n  Then a check that holds\nScenario: not\n  Then a check that fails\n")
    assert toy.behave().code == 1
    lines = [json.loads(line) for line in (toy.run_dir / "record.jsonl").read_text("utf-8").splitlines()]
    assert {line["kind"] for line in lines} >= {"run_started", "plan", "step", "check", "scenario_finished", "sealed"}
    assert [fault for line in lines for fault in faults("record.json", line)] == []
    assert faults("record.json", lines[0] | {"previous": "x"})
    summary = json.loads((toy.run_dir / "run.json").read_text("utf-8"))
    assert faults("run.json", summary) == []
    assert faults("run.json", {key: value for key, value in summary.items() if key != "outcomes"})


@pytest.mark.parametrize(("kind", "data"), ODD)
def test_the_schema_refuses_what_the_code_refuses_and_nothing_else(kind: str, data: dict[str, Any]):
    line = Line(1, datetime.now(UTC), kind, data, Scope("f:1", 1))
    written = {"seq": 1, "time": line.time.isoformat(), "kind": kind, "scenario": "f:1", "data": data}
    assert bool(faults("record.json", {**written, "previous": "0" * 64})) == (misshapen(line) is not None)


def test_a_step_of_no_scenario_is_refused():
    written = {"seq": 1, "time": "2026-01-01T00:00:00+00:00", "kind": "step", "data": STEP, "previous": "0" * 64}
    assert faults("record.json", written) == ["'scenario' is a required property"]
