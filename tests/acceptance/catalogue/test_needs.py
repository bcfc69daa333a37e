"""What scenarios use is known for each of them, and says what a missing binding leaves open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from acceptance.catalogue.needs import Needs, read_needs, without_row, written
from acceptance.outcome import ConfigurationError

KNOWN = Needs(
    {"A": frozenset({"operation score", "service cache"}), "B": frozenset({"operation score"})},
    {"A": frozenset({"X-01"}), "B": frozenset({"X-02"}), "C": frozenset({"X-03"})},
)


def test_a_missing_binding_leaves_open_what_uses_it() -> None:
    assert KNOWN.scenarios_for(["operation score"]) == ["A", "B"]
    assert KNOWN.controls_for(["service cache"]) == ["X-01"]
    assert KNOWN.controls_for(["operation nobody_calls"]) == []


def test_scenarios_that_no_run_was_looked_at_for_are_told() -> None:
    assert KNOWN.unknown() == ["C"]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "needs.json"
    path.write_text(written(KNOWN.by_scenario))
    assert read_needs(path).by_scenario == KNOWN.by_scenario


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"scenarios": 3}', '{"scenarios": {"A": 3}}'])
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "needs.json").write_text(content)
    with pytest.raises(ConfigurationError, match="make it again with `make needs`"):
        read_needs(tmp_path / "needs.json")


def test_an_outline_is_one_scenario() -> None:
    assert without_row("A figure is refused [1.2]") == "A figure is refused"


def test_every_scenario_of_the_features_was_looked_at() -> None:
    """Where this fails, features have changed: `make needs` runs them, and says anew what each uses."""
    known = read_needs()
    assert known.unknown() == []
    assert sorted(known.by_scenario.keys() - known.controls.keys()) == []


def test_the_file_names_only_kinds_that_the_doctor_knows() -> None:
    kinds = {need.split(" ")[0] for need in read_needs().all()}
    assert kinds == {"operation", "population", "message", "received", "service", "block"}
    assert json.loads(Path("controls/needs.json").read_text())["scenarios"]
