"""Waiting for what is away: an outage makes the pipeline slow, it never makes it lose or skip a record."""

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 1.0

T = TypeVar("T")


class Away(Exception):
    """Something the pipeline needs does not respond; the text names it."""


class Stopping(Exception):
    """The worker was told to stop while it waited."""


class Patience:
    """Repeats what failed because something was away, until it works or the worker stops."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def until_done(self, action: Callable[[], T]) -> T:
        """The answer of `action`, however long it takes. Raises Stopping."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                return action()
            except Away as error:
                if pause_s == FIRST_PAUSE_S:
                    log.warning("waiting: %s", error)
            if self._stop.wait(pause_s):
                raise Stopping
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
