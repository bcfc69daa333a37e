"""One instance of the platform for all tests of the search that need one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from acceptance.leftovers import Leftovers
from acceptance.profile import load
from acceptance.record.ledger import Ledger
from acceptance.suite import Suite

INSTANCE = f"sweep-{os.getpid()}"


def command(*arguments: str) -> dict[str, Any]:
    finished = subprocess.run(
        [sys.executable, "-m", "reference_platform", *arguments, "--instance", INSTANCE, "--json"],
        check=True,
        stdout=subprocess.PIPE,
        timeout=300,
    )
    return json.loads(finished.stdout)


@pytest.fixture(scope="module")  # one that lives on to the end of all tests would make other platforms late
def environment() -> Iterator[dict[str, str]]:
    yield command("up", "--owner-pid", str(os.getpid()))["environment"]
    subprocess.run([sys.executable, "-m", "reference_platform", "down", "--instance", INSTANCE], check=True)


@pytest.fixture
def suite(environment: dict[str, str], tmp_path: Path) -> Iterator[Suite]:
    profile = load(Path("profiles/local.yaml"), environment)
    suite = Suite(profile, "20261122-abcdef", Ledger(tmp_path / "record.jsonl"), Leftovers(tmp_path, "test"))
    yield suite
    assert suite.end_scenario() == []
    suite.close()
