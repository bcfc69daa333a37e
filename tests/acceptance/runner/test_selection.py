"""What scenarios are called is the same in every process, whatever ran in it before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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
