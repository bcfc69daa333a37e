"""The life of real instances: side by side, through kill -9, and who may do what in them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from reference_platform.home import home
from reference_platform.instance.processes import children_of, marked
from reference_platform.locks import is_held

pytestmark = pytest.mark.platform

UP_WITHIN_S = 120
NAMES = (f"test-a-{os.getpid()}", f"test-b-{os.getpid()}")


def platform(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reference_platform", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=UP_WITHIN_S, check=False)


def up(name: str) -> dict[str, Any]:
    result = platform("up", "--json", "--instance", name, "--owner-pid", str(os.getpid()))
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def wait_until(condition: Callable[[], bool], within_s: float, what: str) -> float:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < within_s, f"not within {within_s} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.fixture(scope="module")
def both() -> Iterator[list[dict[str, Any]]]:
    """Two instances started at the same moment."""
    with ThreadPoolExecutor(2) as pool:
        started = list(pool.map(up, NAMES))
    yield started
    for name in NAMES:
        assert platform("down", "--instance", name).returncode == 0


def status(name: str) -> dict[str, Any]:
    return json.loads(platform("status", "--json", "--instance", name).stdout)


def is_gone(name: str) -> bool:
    here = home()
    directory = here.instances / name
    return not marked(directory) and not directory.exists() and not is_held(here.lock("instance", name))


def test_two_instances_share_no_secret_and_no_port(both: list[dict[str, Any]]) -> None:
    one, other = (each["environment"] for each in both)
    same = {name for name in one if one[name] == other[name]}
    assert same == {*("MLFLOW_USER", "DATABASE_HOST", "DATABASE_USER", "REDIS_HOST", "S3_ACCESS_KEY", "KAFKA_USER")}


def test_a_running_instance_is_reused(both: list[dict[str, Any]]) -> None:
    again = up(NAMES[0])
    assert again == {**both[0], "reused": True}


def test_status_shows_every_service_running_and_the_replicas_of_the_api(both: list[dict[str, Any]]) -> None:
    processes = status(NAMES[0])["processes"]
    assert {process["state"] for process in processes.values()} == {"running"}
    assert len(processes["api"]["children"]) == 2
    assert sum(process["pss_bytes"] for process in processes.values()) < 1_100_000_000


def test_killed_services_come_back_as_other_processes(both: list[dict[str, Any]]) -> None:
    killed = {
        name: process["pid"]
        for name, process in status(NAMES[1])["processes"].items()
        if name not in ("supervisord", "keeper")
    }
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)

    def all_are_back() -> bool:
        now = status(NAMES[1])["processes"]
        return all(
            now[name]["state"] == "running" and now[name]["pid"] not in (0, before) for name, before in killed.items()
        )

    wait_until(all_are_back, 30, "every service comes back")


def test_kill_minus_9_of_supervisord_ends_the_instance_and_a_new_one_starts() -> None:
    name = f"test-c-{os.getpid()}"
    up(name)
    os.kill(status(name)["processes"]["supervisord"]["pid"], signal.SIGKILL)
    wait_until(lambda: is_gone(name), 10, "everything ends")
    assert platform("status", "--instance", name).returncode == 1


def test_kill_minus_9_of_up_leaves_nothing_and_a_new_up_works() -> None:
    name = f"test-d-{os.getpid()}"
    directory = home().instances / name
    starting = subprocess.Popen(
        [sys.executable, "-m", "reference_platform", "up", "--instance", name],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: (directory / "instance.json").exists(), UP_WITHIN_S, "the services are being started")
    starting.kill()
    starting.wait()
    wait_until(lambda: is_gone(name), 10, "everything ends")
    up(name)
    keeper = status(name)["processes"]["keeper"]["pid"]
    os.kill(keeper, signal.SIGKILL)
    wait_until(lambda: children_of(keeper) == [], 10, "the keeper's death is noticed")
    assert platform("down", "--instance", name).returncode == 0
    assert is_gone(name)
