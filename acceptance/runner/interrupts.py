"""Ctrl-C, SIGTERM and SIGHUP end a run once, by KeyboardInterrupt, and never in the middle of a clean-up."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


class Interrupts:
    """Turns the first signal into KeyboardInterrupt and answers later ones with a word. Main thread only.

    Their default actions would skip every clean-up (SIGTERM, SIGHUP), or be ignored altogether (SIGINT in a
    background job of a shell).
    """

    def __init__(self) -> None:
        self.received: signal.Signals | None = None
        self.passed_to: int | None = None
        """A process that is told of the first signal, too."""
        self.quiet = False
        """Set where somebody else answers later signals."""
        self._held = 0
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Interrupts:
        self._before = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """A signal inside this context only sets `received`; look at it afterwards."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    def stop(self) -> None:
        """Lets whoever looks at `received` believe in a SIGINT: for threads, which no signal ever reaches."""
        self.received = self.received or signal.SIGINT

    def _handle(self, number: int, _: FrameType | None) -> None:
        if self.received is not None:
            if not self.quiet:
                print("Already stopping: cleaning up first.", file=sys.stderr, flush=True)  # noqa: T201
            return
        self.received = signal.Signals(number)
        if self.passed_to is not None:
            with suppress(ProcessLookupError):
                os.kill(self.passed_to, number)
        if not self._held:
            raise KeyboardInterrupt


@contextmanager
def without_hard_exit() -> Iterator[None]:
    """Inside, `os._exit` raises RuntimeError in this process: it would end a run green before anything is judged.

    Forked children end by it as they always do.
    """
    end_at_once, own = os._exit, os.getpid()

    def refuse(status: int) -> NoReturn:
        if os.getpid() != own:
            end_at_once(status)
        raise RuntimeError(f"os._exit({status}) would end the whole run")

    os._exit = refuse
    try:
        yield
    finally:
        os._exit = end_at_once


def end_with_parent(parent: int) -> None:
    """Makes the kernel send SIGTERM to this process when its parent dies, however it dies.

    Args:
        parent: the id that the parent had when it started this process.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        signal.raise_signal(signal.SIGTERM)
