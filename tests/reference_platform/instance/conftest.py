"""Real instances for the tests marked `platform`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

UP_WITHIN_S = 180


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reference_platform", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=UP_WITHIN_S, check=False)


def bring_up(name: str) -> dict[str, Any]:
    result = run("up", "--json", "--instance", name, "--owner-pid", str(os.getpid()))
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture(scope="session")
def platform() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs one command of the platform's command line."""
    return run


@pytest.fixture(scope="session")
def up() -> Callable[[str], dict[str, Any]]:
    """Brings a named instance up that ends with this process, and returns what `up --json` printed."""
    return bring_up


@pytest.fixture(scope="session")
def status() -> Callable[[str], dict[str, Any]]:
    """What `status --json` prints for a named instance."""
    return lambda name: json.loads(run("status", "--json", "--instance", name).stdout)


@pytest.fixture(scope="session")
def wait_until() -> Callable[[Callable[[], bool], float, str], None]:
    """Polls a condition up to a deadline in seconds; the last argument says what is waited for."""

    def wait(condition: Callable[[], bool], within_s: float, what: str) -> None:
        deadline = time.monotonic() + within_s
        while not condition():
            assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
            time.sleep(0.05)

    return wait


@pytest.fixture(scope="module")  # two that live on to the end of all tests would make other platforms late
def both() -> Iterator[list[dict[str, Any]]]:
    """Two instances started at the same moment."""
    names = (f"test-a-{os.getpid()}", f"test-b-{os.getpid()}")
    with ThreadPoolExecutor(2) as pool:
        started = list(pool.map(bring_up, names))
    yield started
    for name in names:
        assert run("down", "--instance", name).returncode == 0
