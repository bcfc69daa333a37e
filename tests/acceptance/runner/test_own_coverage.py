"""`acceptance run --coverage` tells which branches of the suite the processes of a run used."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import pytest

from acceptance.outcome import ConfigurationError
from acceptance.runner.own_coverage import measured_by_coverage


def test_what_a_process_of_the_run_used_is_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    with measured_by_coverage() as variables:
        used = "from acceptance.outcome import worst, Verdict, Outcome; worst([Verdict(Outcome.SATISFIED, '')])"
        # Where these tests are measured themselves, the process is not to be measured for them.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        subprocess.run([sys.executable, "-c", used], env={**inherited, **variables}, check=True)
    told = capsys.readouterr().out
    (line,) = [line for line in told.splitlines() if "outcome.py" in line]
    assert "Branch" in told
    assert 0 < int(line.split()[-1].rstrip("%")) <= 100


def test_a_machine_without_coverage_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ConfigurationError, match=r"requirements-dev\.txt"), measured_by_coverage():
        pass
