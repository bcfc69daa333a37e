"""Processes that take processor and memory from a platform on this machine, for a bounded time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import psutil

from acceptance.chaos.fault import Means, Seen
from acceptance.outcome import NotAssessed
from acceptance.platform.access import require

LEFT_BYTES = 512 * 2**20
"""So much memory has to be left for everybody else."""
THERE_WITHIN_S = 5.0
PAUSE_S = 0.05
BURNS_S = 0.1
"""The time of a processor that a process has taken at least which is not only there."""


class Hogs:
    """Some processes that do nothing but compute, and some that hold memory.

    Args:
        processors: how many compute.
        blocks, block_mb: how many hold memory, and how much each.
        longest_s: after so long each of them ends by itself.
        token: by which they are found again, whoever started them.
    """

    def __init__(
        self, means: Means, processors: int, blocks: int, block_mb: int, longest_s: float, token: str | None = None
    ) -> None:
        self._means, self.processors, self.blocks, self.block_mb = means, processors, blocks, block_mb
        self.longest_s = longest_s
        self.token = token or uuid4().hex
        self._children: list[subprocess.Popen[bytes]] = []

    @property
    def about(self) -> str:
        memory = f" and {self.blocks} hold {self.block_mb} MB of memory each" if self.blocks else ""
        return f"{self.processors} processes compute beside the platform{memory}"

    def data(self) -> dict[str, Any]:
        return {
            "kind": "hogs",
            "processors": self.processors,
            "blocks": self.blocks,
            "block_mb": self.block_mb,
            "longest_s": self.longest_s,
            "token": self.token,
        }

    def prepare(self) -> None:
        require(self._means.profile.permissions, "destroy", "taking processor and memory from the platform")
        self._means.orchestrator  # noqa: B018 - it refuses a platform on another machine
        needed, free = self.blocks * self.block_mb * 2**20 + LEFT_BYTES, psutil.virtual_memory().available
        if needed > free:
            raise NotAssessed(f"{needed >> 20} MB of memory would have to be free on this machine; {free >> 20} are")

    def apply(self) -> None:
        jobs = [["compute"]] * self.processors + [["hold", str(self.block_mb)]] * self.blocks
        for job in jobs:
            command = [sys.executable, "-m", "acceptance.chaos.hog", self.token, str(self.longest_s), *job]
            self._children.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL))

    def present(self) -> Seen:
        deadline = time.monotonic() + THERE_WITHIN_S
        while not (seen := self._taking()).holds and time.monotonic() < deadline:
            time.sleep(PAUSE_S)
        return seen

    def _taking(self) -> Seen:
        burnt, held = [], []
        for process in self._found():
            with suppress(psutil.Error):
                times = process.cpu_times()
                burnt.append(times.user + times.system)
                held.append(process.memory_info().rss)
        busy = sum(one > BURNS_S for one in burnt)
        full = sum(one >= self.block_mb * 2**20 for one in held) if self.blocks else 0
        told = f"{busy} of {self.processors} compute, {full} of {self.blocks} hold their memory"
        return Seen(busy >= self.processors and full >= self.blocks, told)

    def undo(self) -> None:
        for process in self._found():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        for child in self._children:
            with suppress(subprocess.TimeoutExpired):
                child.wait(THERE_WITHIN_S)
        self._children.clear()

    def gone(self) -> Seen:
        left = len(list(self._found()))
        return Seen(not left, f"{left} of the processes are left")

    def _found(self) -> Iterator[psutil.Process]:
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if self.token in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
                    yield process
