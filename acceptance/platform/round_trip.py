"""How long the other end of a connection takes to answer one small question that anybody may ask."""

from __future__ import annotations

import selectors
import socket
import ssl
import struct
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from typing import Literal

from acceptance.platform.access import Unreachable
from acceptance.platform.encryption_probe import POSTGRESQL_ASKS_FOR_TLS
from acceptance.platform.transport import bare_connection
from acceptance.profile.permissions import Permissions

Protocol = Literal["tls", "http", "postgresql", "kafka", "redis"]
_KAFKA_VERSIONS = struct.pack(">ihhih", 12, 18, 0, 7, 2) + b"us"


class Lines:
    """Connections that are open and were not asked anything yet; each may be asked once. Closed by `close`.

    Args:
        address: host:port.
        number: how many are opened.

    Raises:
        Unreachable: nobody takes a connection there.
    """

    def __init__(
        self, address: str, protocol: Protocol, number: int, permissions: Permissions, timeout_s: float = 1.0
    ) -> None:
        self._question = question(protocol, address.rsplit(":", 1)[0].strip("[]"))
        self._open: list[socket.socket] = []
        try:
            for _ in range(number):
                self._open.append(bare_connection(address, permissions, timeout_s))
        except Unreachable:
            self.close()
            raise

    def answered_s(self, timeout_s: float) -> list[float | None]:
        """After how many seconds each connection gave the first byte of its answer; None of those that gave none."""
        begun = {line: time.monotonic() for line in self._open if _sent(line, self._question)}
        answered: dict[socket.socket, float | None] = {}
        deadline = time.monotonic() + timeout_s
        with selectors.DefaultSelector() as waiting:
            for line in begun:
                waiting.register(line, selectors.EVENT_READ)
            while len(answered) < len(begun) and (left_s := deadline - time.monotonic()) > 0:
                for key, _ in waiting.select(left_s):
                    ready = key.fileobj
                    assert isinstance(ready, socket.socket)
                    answered[ready] = time.monotonic() - begun[ready] if _says_something(ready) else None
                    waiting.unregister(ready)
        return [answered.get(line) for line in self._open]

    def close(self) -> None:
        while self._open:
            self._open.pop().close()


def asked_now(
    address: str, protocol: Protocol, number: int, permissions: Permissions, timeout_s: float
) -> list[float | None]:
    """As `Lines.answered_s`, over connections that are opened for it; of those that nobody takes, None."""
    try:
        with closing(Lines(address, protocol, number, permissions, timeout_s)) as lines:
            return lines.answered_s(timeout_s)
    except Unreachable:
        return [None] * number


def median_s(answers: Sequence[float | None]) -> float | None:
    """The median of those that came; None where one or more did not."""
    came = sorted(one for one in answers if one is not None)
    return came[len(came) // 2] if came and len(came) == len(answers) else None


def question(protocol: Protocol, host: str) -> bytes:
    """What a client says first, and every server of the protocol answers at once."""
    match protocol:
        case "postgresql":
            return POSTGRESQL_ASKS_FOR_TLS
        case "redis":
            return b"PING\r\n"
        case "kafka":
            return _KAFKA_VERSIONS
        case "http":
            return b"OPTIONS * HTTP/1.1\r\nHost: " + host.encode() + b"\r\n\r\n"
        case "tls":
            return _greeting(host)


def _greeting(host: str) -> bytes:
    """The first message of a TLS handshake; whom the server is taken for does not matter, nothing follows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing, server_hostname=host).do_handshake()
    return outgoing.read()


def _sent(line: socket.socket, what: bytes) -> bool:
    try:
        line.sendall(what)
    except OSError:
        return False
    return True


def _says_something(line: socket.socket) -> bool:
    try:
        return bool(line.recv(1))
    except OSError:
        return False
