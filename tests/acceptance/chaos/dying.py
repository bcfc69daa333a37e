"""Processes that bring a fault about and take it away again, and die in the midst of it: `python dying.py`.

Each line of standard input asks for one: a profile, a fault, and when it dies. The answer is a line that says how many
steps with an effect outside the process it came to. Each is a fork, so that what it imports is imported once.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from acceptance.chaos.chaos import Chaos
from acceptance.chaos.faults import from_data
from acceptance.chaos.journal import Journal
from acceptance.platform.http import HttpClient
from acceptance.record.ledger import Ledger
from acceptance.state import state_folder

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
AUDITED = ("os.kill", "os.rename", "os.remove", "subprocess.Popen")


class Steps:
    """Counts what has an effect outside of this process, and kills the process before one of them.

    Counted are the interpreter's own events for files that are written below the state folder, renamed or removed,
    programs that are started and processes that are killed; and the beginning and end of each call over HTTP.
    """

    def __init__(self, last: int | None) -> None:
        self.number = 0
        self._last = last
        self._folder = str(state_folder())

    def count(self) -> None:
        if self.number == self._last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.number += 1

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, str | Path) and str(path).startswith(self._folder) and flags & WRITES:
                self.count()
        elif event in AUDITED and arguments[:2] != (os.getpid(), signal.SIGKILL):
            self.count()

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.count()
            try:
                return call(*arguments, **named)
            finally:
                self.count()

        return counted


def bring_about_and_take_away(told: dict[str, Any], say: Callable[[int], object]) -> None:
    steps = Steps(told["step"])
    profile = pickle.loads(base64.b64decode(told["profile"]))
    chaos = Chaos(profile, Ledger(Path(os.devnull)), lambda: None)  # type: ignore[arg-type,return-value]
    fault = from_data(chaos.means, told["fault"])
    HttpClient.call = steps.around(HttpClient.call)  # type: ignore[method-assign]
    sys.addaudithook(steps.hear)
    entry = chaos.begin(fault, 60)
    seen = chaos.end(fault, entry)
    say(steps.number if seen.holds and not Journal(profile).unfinished() else -1)
    chaos.close()


def forked(told: dict[str, Any]) -> int:
    """The process that was asked for; gives how many steps it came to where it was not killed, else 0."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            bring_about_and_take_away(told, lambda number: os.write(write, str(number).encode()))
        finally:
            os._exit(0)
    os.close(write)
    if told["after_s"] is not None:
        time.sleep(told["after_s"])
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with os.fdopen(read) as said:
        return int(said.read() or 0)


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(f"{forked(json.loads(line))}\n")
        sys.stdout.flush()
