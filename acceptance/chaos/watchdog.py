"""A process of its own that takes faults away when whoever brought them about has died or says nothing any more.

`python -m acceptance.chaos.watchdog` is started by `Keeper`, in a session of its own: no signal to the suite reaches
it. Its standard input is the lifeline: one line says what to watch, every further one that the suite is well.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance.chaos.fault import Means
from acceptance.chaos.journal import Journal, undo
from acceptance.leftovers import Undoing, start_of
from acceptance.outcome import Inconclusive
from acceptance.profile import Profile

SILENCE_S = 10.0
"""A suite that has said nothing for so long is taken for dead."""
LOOK_EVERY_S = 0.2
GIVEN_UP_S = 120.0
"""After so long without success what is left stays in the journal, for `acceptance chaos undo`."""
READY = b"ready\n"
READY_WITHIN_S = 30.0


class Keeper:
    """The suite's end of the lifeline. The watchdog is started when it is first needed, and again where it has died."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def require(self) -> None:
        """Has a watchdog that is at its post.

        Raises:
            Inconclusive: it cannot be started, so that nothing may be brought about.
        """
        if self.alive:
            return
        self._process = process = subprocess.Popen(
            [sys.executable, "-m", "acceptance.chaos.watchdog"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        assert process.stdin is not None and process.stdout is not None
        watched = {
            "profile": base64.b64encode(pickle.dumps(self._profile)).decode(),
            "owner": [os.getpid(), start_of(os.getpid())],
        }
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(watched).encode() + b"\n")
            process.stdin.flush()
        said = process.stdout.readline() if select.select([process.stdout], [], [], READY_WITHIN_S)[0] else b""
        if said != READY:
            process.kill()
            raise Inconclusive("no watchdog could be started, so that no fault was brought about")

    def beat(self) -> None:
        """Tells the watchdog that the suite is well."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.write(b"beat\n")
                self._process.stdin.flush()

    def close(self) -> None:
        """Lets the watchdog go; it takes away what is left first."""
        if self._process is not None:
            assert self._process.stdin is not None and self._process.stdout is not None
            with suppress(OSError):
                self._process.stdin.close()
            self._process.stdout.close()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(READY_WITHIN_S)
            self._process = None


@dataclass
class Watched:
    """What a watchdog knows of the suite that it watches."""

    pid: int
    started: float
    heard_at: float
    gone: bool = False

    def lost(self, now: float) -> bool:
        """Whether it is dead, or silent for so long that it may as well be."""
        return self.gone or start_of(self.pid) != self.started or now - self.heard_at > SILENCE_S


def due(entries: list[Undoing], watched: Watched, now: float, wall: float) -> list[Undoing]:
    """What a watchdog has to undo: everything of a suite that is lost, else what is there for longer than it may."""
    return entries if watched.lost(now) else [one for one in entries if float(one.words.get("until", 0)) < wall]


def watch(profile: Profile, watched: Watched, lifeline: int) -> None:
    """Watches until the suite is gone and nothing of it is left."""
    journal, means = Journal(profile), Means.of_undoing(profile)
    given_up: float | None = None
    while True:
        _listen(lifeline, watched)
        entries = journal.of_owner(watched.pid, watched.started)
        now = time.monotonic()
        for entry in due(entries, watched, now, time.time()):
            _take_away(journal, means, entry)
        if watched.lost(now):
            given_up = given_up or now + GIVEN_UP_S
            if now > given_up or not journal.of_owner(watched.pid, watched.started):
                return


def _take_away(journal: Journal, means: Means, entry: Undoing) -> None:
    try:
        seen = undo(means, entry)
    except Exception as error:  # noqa: BLE001 - it is tried again, and stays in the journal
        _note(journal, f"{entry.name}: {type(error).__name__}: {error}")
        return
    _note(journal, f"{entry.name}: {'taken away' if seen.holds else 'still there'}: {seen.told}")
    if seen.holds:
        journal.kept(entry)


def _note(journal: Journal, sentence: str) -> None:
    with (journal.folder / "watchdog.log").open("a", encoding="utf-8") as file:
        file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {sentence}\n")


def _listen(lifeline: int, watched: Watched) -> None:
    if watched.gone:
        time.sleep(LOOK_EVERY_S)
        return
    if select.select([lifeline], [], [], LOOK_EVERY_S)[0]:
        watched.gone = not os.read(lifeline, 65536)
        watched.heard_at = time.monotonic()


def main() -> None:
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    told: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    profile: Profile = pickle.loads(base64.b64decode(told["profile"]))
    pid, started = told["owner"]
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    watch(profile, Watched(int(pid), float(started), time.monotonic()), sys.stdin.fileno())


if __name__ == "__main__":
    main()
