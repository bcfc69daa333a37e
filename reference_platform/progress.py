"""Progress for the person waiting: a living line on a terminal, plain lines elsewhere, always on stderr."""

from __future__ import annotations

import sys
import threading
import time
from typing import TextIO


class Progress:
    """Tells what is going on, from several threads at once.

    On a terminal the last line shows everything under way; elsewhere each change is a line of its own,
    and percentages only at every quarter.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._living = self._stream.isatty()
        self._began = time.monotonic()
        self._under_way: dict[str, str] = {}
        self._last_quarter: dict[str, int] = {}
        self._lock = threading.Lock()

    def say(self, text: str) -> None:
        """Print one line that stays."""
        with self._lock:
            self._print(text)

    def step(self, subject: str, text: str, percent: int | None = None) -> None:
        """Tell what `subject` is doing now, with how far it is (0..100) when that is known."""
        with self._lock:
            if self._living:
                self._under_way[subject] = f"{subject} {text}" + (f" {percent} %" if percent is not None else "")
                self._draw()
                return
            quarter = -1 if percent is None else percent // 25
            if self._under_way.get(subject) == text and self._last_quarter.get(subject) == quarter:
                return
            self._under_way[subject], self._last_quarter[subject] = text, quarter
            self._print(f"{subject}: {text}" + (f" {percent} %" if percent is not None else ""))

    def glance(self, subject: str, text: str) -> None:
        """Tell what `subject` is doing now to somebody at a terminal; a log does without."""
        if self._living:
            self.step(subject, text)

    def done(self, subject: str, text: str) -> None:
        """Tell that `subject` has finished."""
        with self._lock:
            self._under_way.pop(subject, None)
            self._print(f"{subject}: {text}")

    def close(self) -> None:
        """Wipe the living line."""
        with self._lock:
            if self._living:
                self._stream.write("\r\033[K")
                self._stream.flush()

    def _print(self, text: str) -> None:
        wipe = "\r\033[K" if self._living else ""
        self._stream.write(f"{wipe}{time.monotonic() - self._began:6.1f} s  {text}\n")
        self._draw()
        self._stream.flush()

    def _draw(self) -> None:
        if self._living:
            line = " · ".join(self._under_way.values())[:110]
            self._stream.write(f"\r\033[K{time.monotonic() - self._began:6.1f} s  {line}")
            self._stream.flush()
