"""Runs work in a process of its own, so that no way in which it ends can be taken for a result."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

from acceptance.runner.interrupts import Interrupts, end_with_parent

DONE = 75
"""The exit code of a process that came to the end of its work, whatever it found. It is no result and never 0."""


def run_apart(work: Callable[[], None], interrupts: Interrupts) -> str | None:
    """Runs `work` in a forked process and waits for its end; the first signal is passed on to it.

    In the forked process this never returns: it raises SystemExit. It is told to stop when this process dies.

    Returns:
        How the process ended when it did not come to the end of its work, in half a sentence; otherwise None.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    with interrupts.held():
        child = os.fork()
        if child:
            interrupts.passed_to = child
            if interrupts.received is not None:  # before anybody knew whom to pass it to
                os.kill(child, interrupts.received)
            _, status = os.waitpid(child, 0)
            interrupts.passed_to = None
            return ended(os.waitstatus_to_exitcode(status))
    interrupts.quiet = True
    end_with_parent(parent)
    work()
    raise SystemExit(DONE)


def ended(code: int) -> str | None:
    """How a process with this exit code ended, in half a sentence; None when it came to the end of its work."""
    if code == DONE:
        return None
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
