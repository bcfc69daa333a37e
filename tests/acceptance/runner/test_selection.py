"""What scenarios are called is the same in every process, whatever ran in it before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from acceptance.runner.selection import parsed, place, sort_by_places

ROOT = Path(__file__).parents[3]
OUTLINE = """@e2e
Feature: f
  Scenario Outline: <what> holds
    Then <what>

    Examples: some
      | what |
      | this |
"""
PRINTED = """
from pathlib import Path
from acceptance.runner.selection import identity, parsed
[feature] = parsed(Path("features"))
print([identity(one)["name"] for one in feature.walk_scenarios()])
"""


def test_the_first_reader_of_features_names_rows_of_outlines_as_the_configuration_says(tmp_path: Path) -> None:
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "f.feature").write_text(OUTLINE, "utf-8")
    (tmp_path / "behave.ini").write_text((ROOT / "behave.ini").read_text("utf-8"), "utf-8")
    command = [sys.executable, "-c", PRINTED]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['this holds [1.1]']"


def test_scenarios_run_in_the_order_of_their_places_also_within_an_outline(tmp_path: Path) -> None:
    path = tmp_path / "f.feature"
    path.write_text(OUTLINE + "      | that |\n      | these |\n\n  Scenario: alone\n    Then this\n", "utf-8")
    [feature] = parsed(tmp_path)
    asked = {one.name.split()[0]: place(one) for one in feature.walk_scenarios()}
    sort_by_places([feature], [asked[name] for name in ("these", "alone", "this", "that")])
    assert [one.name.split()[0] for one in feature.walk_scenarios()] == ["these", "this", "that", "alone"]
    sort_by_places([feature], [asked["alone"], asked["that"]])
    assert [one.name.split()[0] for one in feature.walk_scenarios()][:2] == ["alone", "that"]
