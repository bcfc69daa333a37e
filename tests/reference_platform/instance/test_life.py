"""The life of real instances: side by side, and through every kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from reference_platform.home import home
from reference_platform.instance.processes import children_of, marked
from reference_platform.locks import is_held

pytestmark = pytest.mark.platform

Both = list[dict[str, Any]]
Run = Callable[..., subprocess.CompletedProcess[str]]
Up = Callable[[str], dict[str, Any]]
Status = Callable[[str], dict[str, Any]]
Wait = Callable[[Callable[[], bool], float, str], None]

START_WITHIN_S = 180


def is_gone(name: str) -> bool:
    here = home()
    directory = here.instances / name
    return not marked(directory) and not directory.exists() and not is_held(here.lock("instance", name))


def test_two_instances_share_no_secret_and_no_port(both: Both) -> None:
    one, other = (each["environment"] for each in both)
    same = {name for name in one if one[name] == other[name]}
    users = {
        "MLFLOW_USER",
        "MLFLOW_INSIDER",
        "DATABASE_USER",
        "S3_ACCESS_KEY",
        "KAFKA_USER",
        "SEARCHER",
        "SUPERVISOR_USER",
    }
    assert same == users | {"DATABASE_HOST", "REDIS_HOST"}


def test_a_running_instance_is_reused(both: Both, up: Up) -> None:
    assert up(both[0]["instance"]) == {**both[0], "reused": True}


def test_status_shows_every_service_running_and_the_replicas_of_the_api(both: Both, status: Status) -> None:
    processes = status(both[0]["instance"])["services"]
    assert {process["state"] for process in processes.values()} == {"running"}
    assert len(processes["api"]["children"]) == 2


def test_an_instance_that_does_not_run_is_said_so(platform: Run) -> None:
    answer = platform("status", "--json", "--instance", "test-never-started")
    assert answer.returncode == 1
    assert answer.stdout == '{"running": false}\n'


def test_killed_services_come_back_as_other_processes(both: Both, status: Status, wait_until: Wait) -> None:
    name = both[1]["instance"]
    killed = {
        service: process["pid"]
        for service, process in status(name)["services"].items()
        if service not in ("supervisord", "keeper")
    }
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)

    def all_are_back() -> bool:
        now = status(name)["services"]
        return all(
            now[service]["state"] == "running" and now[service]["pid"] not in (0, before)
            for service, before in killed.items()
        )

    wait_until(all_are_back, 30, "every service comes back")


def test_kill_minus_9_of_supervisord_ends_the_instance(up: Up, status: Status, platform: Run, wait_until: Wait) -> None:
    name = f"test-c-{os.getpid()}"
    up(name)
    os.kill(status(name)["services"]["supervisord"]["pid"], signal.SIGKILL)
    wait_until(lambda: is_gone(name), 10, "everything ends")
    assert platform("status", "--instance", name).returncode == 1


def test_kill_minus_9_of_up_and_of_the_keeper_leave_nothing(
    up: Up, status: Status, platform: Run, wait_until: Wait
) -> None:
    name = f"test-d-{os.getpid()}"
    directory = home().instances / name
    starting = subprocess.Popen(
        [sys.executable, "-m", "reference_platform", "up", "--instance", name],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until((directory / "instance.json").exists, START_WITHIN_S, "the services are being started")
    starting.kill()
    starting.wait()
    wait_until(lambda: is_gone(name), 10, "everything ends")
    up(name)
    keeper = status(name)["services"]["keeper"]["pid"]
    os.kill(keeper, signal.SIGKILL)
    wait_until(lambda: children_of(keeper) == [], 10, "the keeper's death is noticed")
    assert platform("down", "--instance", name).returncode == 0
    assert is_gone(name)
