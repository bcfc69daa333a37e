"""Replicas are replaced when they are killed, and none is left when their parent ends, however it ends."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reference_platform.api.replicas import listen

PROGRAM = textwrap.dedent(
    """
    import os, sys, time
    from reference_platform.api.replicas import Replicas, ReplicasKeepDying

    def serve():
        sys.stdout.write(f"{os.getpid()}\\n")
        sys.stdout.flush()
        time.sleep(0 if "die" in sys.argv else 600)

    try:
        Replicas(serve).run()
    except ReplicasKeepDying:
        sys.exit(7)
    """
)


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z"
    except FileNotFoundError:
        return True


def two_replicas(parent: subprocess.Popen[str]) -> list[int]:
    return [int(parent.stdout.readline()) for _ in range(2)]


def test_a_killed_replica_is_replaced(parent: subprocess.Popen[str]) -> None:
    first, second = two_replicas(parent)
    os.kill(first, signal.SIGKILL)
    newcomer = int(parent.stdout.readline())
    assert newcomer not in (first, second)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_replica_outlives_its_parent(parent: subprocess.Popen[str], how: signal.Signals) -> None:
    replicas = two_replicas(parent)
    parent.send_signal(how)
    parent.wait(timeout=5)
    assert within(2, lambda: all(map(is_gone, replicas)))


def test_replicas_that_keep_dying_end_the_parent() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", PROGRAM, "die"], stdout=subprocess.DEVNULL, timeout=20, check=False
    )
    assert finished.returncode == 7


def test_a_port_that_is_taken_is_an_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            listen(taken.getsockname()[1])
