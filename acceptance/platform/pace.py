"""How many questions a run has put to the platform, all its processes together, and when the next may be put."""

from __future__ import annotations

import math
import struct
import threading
import time
from pathlib import Path
from typing import Any

from filelock import FileLock

from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.guard import Ceiling

_STATE = struct.Struct("<Qd")
"""Questions so far, and the time of the monotonic clock, which all processes share, at which the next is due."""
BURST_S = 1.0
"""So much of what was not used may be caught up on."""


class Count:
    """A count in a file, or in this process where there is none."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock: Any = FileLock(f"{file}.lock") if file is not None else threading.Lock()
        self._kept = _STATE.pack(0, 0.0)

    def taken(self, ceiling: Ceiling, number: int, now: float) -> float | None:
        """Counts some questions; the seconds until the first of them is due, or None where the run has no more."""
        with self._lock:
            asked, due = _STATE.unpack(self._read())
            if asked + number > ceiling.per_run:
                return None
            start: float = max(due, now - BURST_S)
            self._write(_STATE.pack(asked + number, start + number / ceiling.per_second))
            return max(0.0, start - now)

    def give_back(self, number: int) -> None:
        """Counts questions no more that were not put after all."""
        with self._lock:
            asked, due = _STATE.unpack(self._read())
            self._write(_STATE.pack(max(0, asked - number), due))

    def _read(self) -> bytes:
        if self._file is None:
            return self._kept
        kept = self._file.read_bytes() if self._file.exists() else _STATE.pack(0, 0.0)
        if len(kept) != _STATE.size or not math.isfinite(_STATE.unpack(kept)[1]):
            raise NotAssessed(
                f"how much this run has asked is not known any more: {self._file} is damaged", Cause.SUITE
            )
        return kept

    def _write(self, state: bytes) -> None:
        if self._file is None:
            self._kept = state
        else:
            fresh = self._file.with_suffix(".new")
            fresh.write_bytes(state)
            fresh.replace(self._file)  # a writer that is killed leaves the old count, never none


_count = Count()


def share(file: Path | None) -> None:
    """From now on this process counts in a file, together with the other processes of its run."""
    global _count
    _count = Count(file)


def take(ceiling: Ceiling, what: str, number: int = 1) -> None:
    """Counts a question, or several at once, and waits until it is due.

    Raises:
        NotAssessed: the run has asked all that it may.
    """
    wait_s = _count.taken(ceiling, number, time.monotonic())
    if wait_s is None:
        raise NotAssessed(
            f"{what} was not done: this run has put the {ceiling.per_run:,} questions that "
            "permissions.ceiling.per_run allows",
            Cause.ENVIRONMENT,
        )
    time.sleep(wait_s)


def give_back(number: int) -> None:
    """Counts questions no more that were taken and not put."""
    _count.give_back(number)
