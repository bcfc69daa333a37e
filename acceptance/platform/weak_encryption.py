"""Weak ciphers and certificates of a server, asked for by a client that no library has made careful.

Libraries refuse to offer what is weak, so the greeting of TLS 1.2 (RFC 5246, 7.4.1.2) is written by hand: a server that
takes one of the ciphers in it says so in the clear, before anything is encrypted.
"""

from __future__ import annotations

import os
import socket
import ssl
import struct
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from acceptance.platform.encryption_probe import POSTGRESQL_ASKS_FOR_TLS, Protocol, only
from acceptance.platform.transport import bare_connection
from acceptance.profile.permissions import Permissions

HANDSHAKE = 22
SERVER_HELLO, SERVER_KEY_EXCHANGE, SERVER_HELLO_DONE = 2, 12, 14
TLS_1_2 = 0x0303
RENEGOTIATION = 0x00FF
"""Says that the client knows how to renegotiate safely (RFC 5746)."""
LARGEST_RECORD, LARGEST_HELD = 1 << 14, 1 << 18

WEAK: dict[str, tuple[int, ...]] = {
    "no encryption": (
        *(0x0001, 0x0002, 0x003B, 0xC001, 0xC006, 0xC00B, 0xC010, 0xC015),
        *(0x002C, 0x002D, 0x002E, 0x00B0, 0x00B1, 0x00B4, 0x00B5, 0x00B8, 0x00B9, 0xC039, 0xC03A, 0xC03B),
    ),
    "nobody who proves who it is": (
        *(0x0017, 0x0018, 0x0019, 0x001A, 0x001B, 0x0034, 0x003A, 0x0046, 0x0089, 0x006C, 0x006D, 0x009B),
        *(0x00A6, 0x00A7, 0x00BF, 0x00C5, 0xC015, 0xC016, 0xC017, 0xC018, 0xC019, 0xC046, 0xC047, 0xC05A, 0xC05B),
        *(0xC084, 0xC085),
    ),
    "short keys for export": (
        *(0x0003, 0x0006, 0x0008, 0x000B, 0x000E, 0x0011, 0x0014, 0x0017, 0x0019),
        *(0x0060, 0x0061, 0x0062, 0x0063, 0x0064, 0x0065),
    ),
    "RC4": (0x0004, 0x0005, 0x0018, 0x0066, 0x008A, 0x008E, 0x0092, 0xC002, 0xC007, 0xC00C, 0xC011, 0xC016, 0xC033),
    "DES, 3DES or another cipher of short blocks": (
        *(0x0007, 0x0009, 0x000C, 0x000F, 0x0012, 0x0015, 0x001A),
        *(0x000A, 0x000D, 0x0010, 0x0013, 0x0016, 0x001B, 0x008B, 0x008F, 0x0093),
        *(0xC003, 0xC008, 0xC00D, 0xC012, 0xC017, 0xC01A, 0xC01B, 0xC01C, 0xC034),
    ),
}
"""What is wrong with a cipher -> the suites of TLS 1.2 with it, as IANA numbers them."""
STRONG = (
    *(0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9, 0xCCAA, 0x009E, 0x009F, 0x009C, 0x009D, 0xC0AC, 0xC09E),
    *(0xC023, 0xC024, 0xC027, 0xC028, 0xC009, 0xC00A, 0xC013, 0xC014, 0x002F, 0x0035, 0x0033, 0x0039),
)
"""Suites that nothing is wrong with here; every server of TLS 1.2 knows some of them."""
OVER_CURVES = (0xC02B, 0xC02C, 0xC02F, 0xC030, 0xC009, 0xC00A, 0xC013, 0xC014, 0xC023, 0xC024, 0xC027, 0xC028)
OVER_NUMBERS = (0x009E, 0x009F, 0x0033, 0x0039, 0x0067, 0x006B, 0x0032, 0x0038, 0x0040, 0x006A, 0x00A2, 0x00A3)
"""Suites in which keys are exchanged over elliptic curves (ECDHE), and over numbers (DHE)."""
GROUPS = (0x001D, 0x0017, 0x0018, 0x0019)
SHORT_CURVES = (0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x000F, 0x0010, 0x0011, 0x0012, 0x0013)
"""Curves of less than 224 bits (RFC 4492, section 5.1.1)."""
NAMED_CURVE = 3
SHORTEST_GROUP_BITS = 2048
SIGNATURES = (
    *(0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0807, 0x0401, 0x0501, 0x0601, 0x0402),
    *(0x0303, 0x0301, 0x0302, 0x0203, 0x0201, 0x0202, 0x0101),
)


def takes(
    address: str, protocol: Protocol, suites: Sequence[int], permissions: Permissions, timeout_s: float = 5
) -> bool:
    """True when the server goes on with one of some suites of TLS 1.2, offered by a client that knows no others.

    An alert, a closed connection or silence until `timeout_s` is a refusal.

    Raises:
        Unreachable: there is no server at all.
    """
    messages = _answered(address, protocol, greeting(suites, _host(address)), permissions, timeout_s)
    return bool(messages) and _chosen(messages) in suites


def exchanges_over_a_short_curve(
    address: str, protocol: Protocol, permissions: Permissions, timeout_s: float = 5
) -> bool:
    """True when the server exchanges keys over a curve of less than 224 bits with a client that knows no others."""
    asked = greeting(OVER_CURVES, _host(address), SHORT_CURVES)
    told = _answered(address, protocol, asked, permissions, timeout_s).get(SERVER_KEY_EXCHANGE, b"")
    return told[:1] == bytes([NAMED_CURVE]) and int.from_bytes(told[1:3], "big") in SHORT_CURVES


def exchanges_over_short_numbers(
    address: str, protocol: Protocol, permissions: Permissions, timeout_s: float = 5
) -> bool:
    """True when the server exchanges keys over numbers of less than 2048 bits with a client that names no group."""
    asked = greeting(OVER_NUMBERS, _host(address))
    told = _answered(address, protocol, asked, permissions, timeout_s).get(SERVER_KEY_EXCHANGE, b"")
    size = int.from_bytes(told[:2], "big")
    return 0 < int.from_bytes(told[2 : 2 + size], "big").bit_length() < SHORTEST_GROUP_BITS


def shown_certificates(
    address: str, protocol: Protocol, permissions: Permissions, timeout_s: float = 5
) -> list[x509.Certificate]:
    """The certificates that a server shows, each once: those it has for every kind of key, and those between.

    Believed is everything; who wants to know whether it should be asks `encrypted_contact`.
    """
    found: dict[bytes, x509.Certificate] = {}
    for context in _contexts():
        with bare_connection(address, permissions, timeout_s) as plain:
            try:
                _ask_for_tls(plain, protocol)
                with context.wrap_socket(plain, server_hostname=_host(address)) as encrypted:
                    for one in _chain(encrypted):
                        found.setdefault(one.public_bytes(Encoding.DER), one)
            except (ssl.SSLError, ConnectionError, TimeoutError):
                continue
    return list(found.values())


def _contexts() -> Iterator[ssl.SSLContext]:
    """One that takes what the server likes best, and one for each kind of key that it may have."""
    best = only(ssl.TLSVersion.TLSv1_2, ssl.PROTOCOL_TLS_CLIENT)
    best.maximum_version = ssl.TLSVersion.TLSv1_3
    yield best
    for keys in ("aRSA", "aECDSA"):
        context = only(ssl.TLSVersion.TLSv1_2, ssl.PROTOCOL_TLS_CLIENT)
        context.set_ciphers(f"{keys}:@SECLEVEL=0")
        yield context


def _chain(encrypted: ssl.SSLSocket) -> Iterator[x509.Certificate]:
    """All that the server showed; Python offers more than the first of them from 3.13 on, here a part of it does."""
    shown = getattr(getattr(encrypted, "_sslobj", None), "get_unverified_chain", None)
    if shown is not None:
        yield from (x509.load_pem_x509_certificate(one.public_bytes().encode()) for one in shown() or ())
    elif (first := encrypted.getpeercert(binary_form=True)) is not None:
        yield x509.load_der_x509_certificate(first)


def _host(address: str) -> str:
    return address.rsplit(":", 1)[0].strip("[]")


def _ask_for_tls(plain: socket.socket, protocol: Protocol) -> None:
    """Goes over to TLS, where a protocol begins without it; raises ssl.SSLError where the server does not want to."""
    if protocol == "postgresql":
        plain.sendall(POSTGRESQL_ASKS_FOR_TLS)
        if plain.recv(1) != b"S":
            raise ssl.SSLError("the database does not offer encryption")


def greeting(suites: Sequence[int], host: str, groups: Sequence[int] = GROUPS) -> bytes:
    """A ClientHello of TLS 1.2 that offers some suites and groups and nothing else, in one record."""
    offered = b"".join(struct.pack(">H", one) for one in (*suites, RENEGOTIATION))
    more = b"".join(_extensions(host, groups))
    hello = struct.pack(">H", TLS_1_2) + os.urandom(32) + b"\0" + _sized(offered, 2) + b"\1\0" + _sized(more, 2)
    return struct.pack(">BH", HANDSHAKE, 0x0301) + _sized(b"\1" + _sized(hello, 3), 2)


def _extensions(host: str, groups: Sequence[int]) -> Iterator[bytes]:
    if not _is_number(host):
        yield _extension(0x0000, _sized(b"\0" + _sized(host.encode("idna"), 2), 2))
    yield _extension(0x000A, _sized(b"".join(struct.pack(">H", one) for one in groups), 2))
    yield _extension(0x000B, b"\1\0")
    yield _extension(0x000D, _sized(b"".join(struct.pack(">H", one) for one in SIGNATURES), 2))


def _extension(kind: int, content: bytes) -> bytes:
    return struct.pack(">H", kind) + _sized(content, 2)


def _sized(content: bytes, of: int) -> bytes:
    """Contents with their length before them, in so many bytes."""
    return len(content).to_bytes(of, "big") + content


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _answered(
    address: str, protocol: Protocol, asked: bytes, permissions: Permissions, timeout_s: float
) -> dict[int, bytes]:
    """What a server answers to a greeting, up to its key or the end of what it says: message by its kind."""
    found: dict[int, bytes] = {}
    with bare_connection(address, permissions, timeout_s) as plain:
        try:
            _ask_for_tls(plain, protocol)
            plain.sendall(asked)
            for kind, message in _messages(plain):
                found[kind] = message
                if kind in (SERVER_KEY_EXCHANGE, SERVER_HELLO_DONE):
                    break
        except (ssl.SSLError, ConnectionError, TimeoutError, EOFError):
            pass
    return found


def _messages(plain: socket.socket) -> Iterator[tuple[int, bytes]]:
    """The messages of a handshake, each with its kind, until something else comes."""
    held = b""
    while True:
        while len(held) >= 4 and len(held) >= (end := 4 + int.from_bytes(held[1:4], "big")):
            yield held[0], held[4:end]
            held = held[end:]
        kind, _, size = struct.unpack(">BHH", _whole(plain, 5))
        if kind != HANDSHAKE or size > LARGEST_RECORD or len(held) > LARGEST_HELD:
            return
        held += _whole(plain, size)


def _chosen(messages: Mapping[int, bytes]) -> int | None:
    """The suite that the server goes on with; None where it answered with anything but a ServerHello."""
    told = messages.get(SERVER_HELLO, b"")
    after_session = 2 + 32 + 1 + (told[34] if len(told) > 34 else 0)
    chosen = told[after_session : after_session + 2]
    return int.from_bytes(chosen, "big") if len(chosen) == 2 else None


def _whole(plain: socket.socket, size: int) -> bytes:
    """So many bytes; raises EOFError where the server ends before."""
    found = b""
    while len(found) < size:
        more = plain.recv(size - len(found))
        if not more:
            raise EOFError
        found += more
    return found
