"""HTTP/1.1 for the generator: kept connections, a time limit on the whole answer, and a word for each way to fail.

Only for generator processes: it needs gevent.
"""

from __future__ import annotations

import select
import ssl
import time
from collections import deque
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import uuid4

import gevent
from gevent import socket
from gevent.ssl import SSLContext
from geventhttpclient.response import HTTPParseError, HTTPSocketResponse

from acceptance.instruments.load.traffic import ONCE, Request

REQUESTS_PER_CONNECTION = 200
"""After so many a new connection is made, as clients come and go: a connection stays with one replica."""
IDLE_S = 4.0
"""A connection that rested longer is not used again: servers close idle ones."""
FEWEST = 16
"""Requests are spread over at least so many connections, so that every replica gets its part."""


_ONCE = ONCE.encode()


class Failed(Exception):
    """A request that got no answer in full. The text is its outcome."""


class _Connection:
    def __init__(self, request: Request) -> None:
        address = urlsplit(request.url)
        self.used = 0
        self.rested_since = 0.0
        secure = address.scheme == "https"
        host, port = str(address.hostname), address.port or (443 if secure else 80)
        try:
            plain = socket.create_connection((host, port), timeout=request.timeout_s)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except socket.gaierror:
            raise Failed("name not resolved") from None
        except OSError:
            raise Failed("no connection") from None
        self._socket = plain
        if secure:
            try:
                self._socket = _trust(request.ca_file).wrap_socket(plain, server_hostname=host)
            except (ssl.SSLError, ssl.CertificateError, OSError):
                plain.close()
                raise Failed("encryption failed") from None
        self._socket.settimeout(None)  # the limit is on the whole answer

    def ask(self, raw: bytes, method: str) -> tuple[int, bytes, bool]:
        """Sends a request; returns status, body, and whether the connection can be used again."""
        self.used += 1
        try:
            self._socket.sendall(raw)
            answer = HTTPSocketResponse(self._socket, block_size=16384, method=method)
            body = answer.read()
        except (OSError, HTTPParseError, ssl.SSLError):
            raise Failed("cut off") from None
        return int(answer.status_code), bytes(body), not answer.should_close()

    def is_open(self) -> bool:
        """False when the other side has closed it, or said something nobody asked for."""
        poll = select.poll()
        poll.register(self._socket.fileno(), select.POLLIN)
        return not poll.poll(0)

    def close(self) -> None:
        self._socket.close()


@lru_cache
def _trust(ca_file: str | None) -> SSLContext:
    context = SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file is None:
        context.load_default_certs()
    else:
        context.load_verify_locations(ca_file)
    return context


class Connections:
    """The connections of one process, used in turn. As many as there are requests at a time, and some more.

    Args:
        fewest: so many are kept, if the load ever gives them something to do.
    """

    def __init__(self, fewest: int = FEWEST) -> None:
        self._fewest = fewest
        self._resting: dict[tuple[str, str | None], deque[_Connection]] = {}
        self._open: dict[tuple[str, str | None], int] = {}
        self._raw: dict[int, bytes] = {}

    def ask(self, request: Request) -> tuple[int, bytes]:
        """Sends a request and returns the status and body of its answer.

        Raises:
            Failed: there was no answer in full.
        """
        address = urlsplit(request.url)
        key = (address.scheme + address.netloc, request.ca_file)
        limit = gevent.Timeout(request.timeout_s)
        limit.start()
        connection: _Connection | None = None
        kept = False
        try:
            connection = self._take(key, request)
            status, body, reusable = connection.ask(self._bytes_of(request), request.method)
            kept = reusable and connection.used < REQUESTS_PER_CONNECTION
            return status, body
        except gevent.Timeout as reached:
            if reached is not limit:
                raise
            raise Failed("no answer in time") from None
        finally:
            limit.close()
            if connection is not None:
                self._give_back(key, connection, kept)

    def _take(self, key: tuple[str, str | None], request: Request) -> _Connection:
        resting = self._resting.setdefault(key, deque())
        now = time.monotonic()
        while resting and self._open.get(key, 0) >= self._fewest:
            connection = resting.popleft()
            if now - connection.rested_since < IDLE_S and connection.is_open():
                return connection
            self._give_back(key, connection, False)
        connection = _Connection(request)
        self._open[key] = self._open.get(key, 0) + 1
        return connection

    def _give_back(self, key: tuple[str, str | None], connection: _Connection, kept: bool) -> None:
        if kept:
            connection.rested_since = time.monotonic()
            self._resting[key].append(connection)
            return
        self._open[key] -= 1
        connection.close()

    def _bytes_of(self, request: Request) -> bytes:
        known = self._raw.get(id(request))
        if known is None:
            address = urlsplit(request.url)
            path = (address.path or "/") + (f"?{address.query}" if address.query else "")
            body = request.body.encode()
            headers = {"Host": address.netloc, **request.headers}
            if body or request.method in ("POST", "PUT", "PATCH"):
                headers["Content-Length"] = str(len(body))
            head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            known = f"{request.method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body
            self._raw[id(request)] = known
        return known.replace(_ONCE, str(uuid4()).encode()) if _ONCE in known else known

    def close(self) -> None:
        for connections in self._resting.values():
            while connections:
                connections.popleft().close()
