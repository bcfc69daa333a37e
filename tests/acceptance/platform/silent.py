"""Servers that take every connection and then say nothing, or one byte at a time."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator


@contextlib.contextmanager
def silent(drip: bytes = b"", head: bytes = b"", pause_s: float = 0.2) -> Iterator[int]:
    """The port of a server that sends `head` at once and then a `drip` every `pause_s`, for ever."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()
    taken: list[socket.socket] = []

    def drips(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(head)
            while drip and not over.wait(pause_s):
                connection.sendall(drip)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                taken.append(connection)
                threading.Thread(target=drips, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        over.set()
        listening.close()
        for connection in taken:
            connection.close()


@contextlib.contextmanager
def taking_at_most(seconds: float) -> Iterator[None]:
    """Fails when the block takes longer."""
    begun = time.monotonic()
    yield
    took = time.monotonic() - begun
    assert took < seconds, f"took {took:.1f} s, at most {seconds} s are allowed"
