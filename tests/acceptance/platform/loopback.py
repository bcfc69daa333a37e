"""A server of a test's own on loopback that speaks whatever a function says, one connection at a time."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager


@contextmanager
def server(answer):
    """Serves one connection at a time on loopback by calling `answer(connection)`; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    answer(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
