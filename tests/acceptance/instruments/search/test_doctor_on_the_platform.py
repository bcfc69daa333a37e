"""`acceptance doctor` finds the reference platform well, and says what a broken identity of the search costs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from acceptance.platform.provision import PROVISIONED

pytestmark = pytest.mark.platform


def doctor(environment: Mapping[str, str], **changed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("acceptance"), "doctor", "--env", "local"],
        env={**os.environ, **environment, PROVISIONED: "1", **changed},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_reference_platform_is_well(environment: dict[str, str]) -> None:
    done = doctor(environment)
    assert done.returncode == 0, done.stdout + done.stderr
    for store in ("database", "service logs"):
        assert re.search(rf"^ok +store {store} +[1-9]\d* parts$", done.stdout, re.MULTILINE)
    assert "missing" not in done.stdout


def test_a_searcher_who_is_refused_leaves_controls_open_and_the_others_are_looked_at(
    environment: dict[str, str],
) -> None:
    wrong = {name: "wrong" for name in environment if name.startswith("SEARCH") and name.endswith("DATABASE_PASSWORD")}
    assert len(wrong) == 1, "the variable of the searcher's password has another name now"
    done = doctor(environment, **wrong)
    assert done.returncode == 2
    lines = done.stdout.splitlines()
    ((number, line),) = [(number, line) for number, line in enumerate(lines) if line.startswith("missing")]
    assert "store database" in line and "could not be used as" in line
    assert "stays open" in lines[number + 1] and "GDPR-06" in lines[number + 1]
    assert "1 need attention" in done.stdout
