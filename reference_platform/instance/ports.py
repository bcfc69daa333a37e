"""Ports for instances: the machine's ports below the ephemeral range, cut into slots, one lock for each.

A port the kernel gives out (bind to 0) may be taken by somebody's outgoing connection the next moment, also
while a killed server is being restarted; a port below the ephemeral range is not. The lock of a slot is held by
the instance's keeper: instances that start at once cannot choose the same ports, and no reservation goes stale.
"""

from __future__ import annotations

import os
import random
import socket
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from reference_platform.errors import PlatformError
from reference_platform.home import Home
from reference_platform.locks import take
from reference_platform.services.plan import HOST, Ports

EPHEMERAL_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
SLOT_SIZE = 32
LOWEST = 15_000
USUAL_EPHEMERAL = (32_768, 60_999)


@dataclass(frozen=True)
class Slot:
    """A run of free ports beginning at `first`; it is ours while `lock` (a file descriptor) stays open."""

    first: int
    lock: int


def choose_slot(home: Home) -> Slot:
    """Reserve a slot of which every port is free right now.

    Raises:
        PlatformError: all are taken.
    """
    candidates = list(range(*_outside_the_ephemeral_range(), SLOT_SIZE))
    random.shuffle(candidates)
    for first in candidates:
        lock = take(home.lock("ports", str(first)))
        if lock is None:
            continue
        if all_free(range(first, first + Ports.needed())):
            return Slot(first, lock)
        os.close(lock)
    raise PlatformError(
        f"No {Ports.needed()} consecutive free ports were found on {HOST}: end what is using them "
        "(`ss -ltn` shows it) and start again."
    )


def all_free(ports: range) -> bool:
    """Whether every one of the ports could be listened on."""
    with ExitStack() as stack:
        for port in ports:
            listener = stack.enter_context(socket.socket())
            # As servers do: a port whose last connections are still dying (TIME_WAIT) is free.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((HOST, port))
                listener.listen()
            except OSError:
                return False
    return True


def _outside_the_ephemeral_range() -> tuple[int, int]:
    try:
        low, high = (int(number) for number in EPHEMERAL_RANGE.read_text().split())
    except (OSError, ValueError):
        low, high = USUAL_EPHEMERAL
    if low - LOWEST >= 100 * SLOT_SIZE:
        return LOWEST, low - SLOT_SIZE
    return high + 1, 65_536 - SLOT_SIZE
