"""Two replicas behind one listening socket, forked from a parent that has everything imported.

Importing scikit-learn and skops takes seconds; a fork does not. So a replica that is killed is replaced at
once, serving with its model a fraction of a second later. Replicas die with the parent.
"""

import contextlib
import ctypes
import gc
import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

from reference_platform.api.faults import place_of

log = logging.getLogger(__name__)

BACKLOG = 2048
PR_SET_PDEATHSIG = 1
STOP_TIMEOUT_S = 3.0
SHORT_LIFE_S = 1.0
SHORT_LIVES_ALLOWED = 10


class ReplicasKeepDying(Exception):
    """New replicas exit as soon as they start."""


def listen(port: int) -> socket.socket:
    """A socket on loopback that the replicas share. Raises OSError when the port is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(BACKLOG)
    return listener


class Replicas:
    """Keeps `count` replicas alive, each a forked process that runs `serve`.

    `run` blocks until SIGTERM or SIGINT; SIGHUP is passed on to the replicas.
    """

    def __init__(self, serve: Callable[[], None], count: int = 2) -> None:
        self._serve = serve
        self._count = count
        self._started: dict[int, float] = {}
        self._stopping = False

    def run(self) -> None:
        """Start the replicas and replace those that end. Raises ReplicasKeepDying."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._pass_on)
        gc.freeze()  # what was imported stays shared: the collector would write to every page
        for _ in range(self._count):
            self._start_one()
        short_lives = 0
        while self._started:
            pid, status = os.wait()
            lived_s = time.monotonic() - self._started.pop(pid, 0.0)
            if self._stopping:
                continue
            short_lives = short_lives + 1 if lived_s < SHORT_LIFE_S else 0
            if short_lives > SHORT_LIVES_ALLOWED:
                self._stop(signal.SIGTERM, None)
                raise ReplicasKeepDying(f"{short_lives} replicas in a row ended within {SHORT_LIFE_S:g} s")
            log.warning("replica %d ended with status %d after %.1f s; replaced", pid, status, lived_s)
            self._start_one()

    def _start_one(self) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._started[pid] = time.monotonic()
            return
        status = 1
        try:
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            die_with(parent)
            self._serve()
            status = 0
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told without its values
            log.error("a replica failed: %s", place_of(error))
        finally:
            os._exit(status)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        """End the replicas: politely, and after 3 s by force."""
        if self._stopping:
            return
        self._stopping = True
        self._signal_all(signal.SIGTERM)
        signal.signal(signal.SIGALRM, lambda _number, _frame: self._signal_all(signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, STOP_TIMEOUT_S)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self._signal_all(number)

    def _signal_all(self, number: int) -> None:
        for pid in list(self._started):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when `parent` ends, however it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)
