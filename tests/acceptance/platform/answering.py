"""A web server of a test's own, which answers as a function says and remembers what it was asked."""

from __future__ import annotations

import contextlib
import http.server
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Answering = Callable[["Asked"], tuple[int, Any]]


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; `caller` is the common name on the caller's certificate, `port` where it came from."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    port: int
    caller: str | None


@dataclass
class Served:
    url: str
    asked: list[Asked] = field(default_factory=list)


@contextlib.contextmanager
def answering(answer: Answering, context: ssl.SSLContext | None = None) -> Iterator[Served]:
    """A server on the loopback interface for the length of a block."""
    served = Served("")

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            asked = Asked(self.command, self.path, dict(self.headers), body, self.client_address[1], _caller(self))
            served.asked.append(asked)
            status, content = answer(asked)
            sent = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)
            self.close_connection = False  # whatever the caller asked for, as some servers do

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _answer

        def log_message(self, *_):
            """Nothing: the tests' output stays readable."""

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_):
            """Nothing: clients that are refused end their connections."""

    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    served.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _caller(handler) -> str | None:
    shown = handler.connection.getpeercert() if isinstance(handler.connection, ssl.SSLSocket) else None
    subject = dict(pair for part in (shown or {}).get("subject", ()) for pair in part)
    return subject.get("commonName")
