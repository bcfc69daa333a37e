"""Whether a server insists on encryption: one encrypted contact that proves who it is, and one in the clear."""

from __future__ import annotations

import ssl
import struct
import warnings
from typing import Literal

from acceptance.platform.access import Unreachable, admit
from acceptance.platform.transport import bare_connection
from acceptance.profile.permissions import Permissions

Protocol = Literal["http", "postgresql", "kafka", "redis"]
POSTGRESQL_ASKS_FOR_TLS = struct.pack(">ii", 8, 80877103)


def encrypted_contact(
    address: str, protocol: Protocol, ca_file: str | None, permissions: Permissions, timeout_s: float = 5
) -> str:
    """Completes a TLS handshake and returns its version, such as `TLSv1.3`.

    Raises:
        ssl.SSLError: the server does not speak TLS, or its certificate is not valid for this address.
        Unreachable: there is no server at all.
    """
    return _handshake(address, protocol, ssl.create_default_context(cafile=ca_file), permissions, timeout_s)


def speaks(
    address: str, protocol: Protocol, version: ssl.TLSVersion, permissions: Permissions, timeout_s: float = 5
) -> bool:
    """True when the server completes a handshake with a client that offers this version of TLS only.

    The client believes every certificate and accepts every cipher: whatever refuses is the server.
    """
    try:
        return bool(_handshake(address, protocol, only(version, ssl.PROTOCOL_TLS_CLIENT), permissions, timeout_s))
    except (ssl.SSLError, ConnectionError, TimeoutError):
        return False


def only(version: ssl.TLSVersion, side: int) -> ssl.SSLContext:
    """A context that knows one version of TLS and refuses nothing else."""
    context = ssl.SSLContext(side)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():  # Python warns of what is the point here
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    return context


def _handshake(
    address: str, protocol: Protocol, trust: ssl.SSLContext, permissions: Permissions, timeout_s: float
) -> str:
    host = address.rsplit(":", 1)[0]
    with bare_connection(address, permissions, timeout_s) as plain:
        if protocol == "postgresql":
            plain.sendall(POSTGRESQL_ASKS_FOR_TLS)
            if plain.recv(1) != b"S":
                raise ssl.SSLError("the database does not offer encryption")
        with trust.wrap_socket(plain, server_hostname=host) as encrypted:
            return str(encrypted.version())


def accepts_in_the_clear(address: str, permissions: Permissions, timeout_s: float = 5) -> bool:
    """True when a web server takes a request with contents that nobody encrypted, if only to say where to send it.

    Whoever redirects has received it, and so has everybody on the way. Nobody listening is no acceptance.

    Raises:
        NotAssessed: the profile permits no request that might change something.
    """
    admit(permissions, "synthetic", f"a POST in the clear at {address}")
    try:
        with bare_connection(address, permissions, timeout_s) as plain:
            plain.sendall(_POST)
            answer = plain.recv(4096)
    except (OSError, Unreachable):
        return False
    return _http_serves(answer)


def served_in_the_clear(
    address: str, protocol: Protocol, permissions: Permissions, timeout_s: float = 5, user: str = "stranger"
) -> bool:
    """True when the server serves a client that never asks for encryption.

    A server that closes the connection, stays silent until `timeout_s` or answers with a refusal does not.

    Args:
        user: whom the client calls itself, where a protocol asks for that first.
    """
    request, is_service = _CLEAR[protocol]
    if protocol == "postgresql":
        request = _postgresql_start(user)
    with bare_connection(address, permissions, timeout_s) as plain:
        try:
            plain.sendall(request)
            answer = plain.recv(4096)
        except OSError:
            return False
    return is_service(answer)


def _http_serves(answer: bytes) -> bool:
    """Anything but a refusal of the unencrypted request: 400, 403, 426 and 497 are used for that."""
    return answer.startswith(b"HTTP/") and answer.split(b" ", 2)[1:2] not in (
        [b"400"],
        [b"403"],
        [b"426"],
        [b"497"],
    )


def _postgresql_start(user: str) -> bytes:
    body = struct.pack(">i", 196608) + b"user\0" + user.encode() + b"\0database\0postgres\0\0"
    return struct.pack(">i", len(body) + 4) + body


def _postgresql_serves(answer: bytes) -> bool:
    """`R` begins the exchange of a password in the clear; `E` is an error, which is a refusal."""
    return answer[:1] == b"R"


def _kafka_versions() -> bytes:
    client = b"stranger"
    body = struct.pack(">hhih", 18, 0, 7, len(client)) + client
    return struct.pack(">i", len(body)) + body


def _kafka_serves(answer: bytes) -> bool:
    return len(answer) >= 8 and struct.unpack(">i", answer[4:8])[0] == 7


_POST = (
    b"POST / HTTP/1.1\r\nHost: stranger\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
    b"Connection: close\r\n\r\n{}"
)
_CLEAR = {
    "http": (b"GET / HTTP/1.1\r\nHost: stranger\r\nConnection: close\r\n\r\n", _http_serves),
    "postgresql": (_postgresql_start("stranger"), _postgresql_serves),
    "kafka": (_kafka_versions(), _kafka_serves),
    "redis": (b"PING\r\n", lambda answer: answer[:1] in (b"+", b"-")),
}
