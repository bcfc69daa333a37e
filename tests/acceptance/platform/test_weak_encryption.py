"""A weak cipher is seen where a server goes on with it, and every certificate that a server has is looked at."""

from __future__ import annotations

import base64
import datetime
import socket
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from acceptance.platform.access import Unreachable
from acceptance.platform.encryption_probe import POSTGRESQL_ASKS_FOR_TLS
from acceptance.platform.weak_encryption import (
    OVER_CURVES,
    SHORT_CURVES,
    STRONG,
    WEAK,
    exchanges_over_a_short_curve,
    exchanges_over_short_numbers,
    greeting,
    shown_certificates,
    takes,
)
from acceptance.profile.permissions import Permissions
from tests.acceptance.platform.loopback import server

MAY = Permissions()
SHORT_PRIME = (
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
    "49286651ECE65381FFFFFFFFFFFFFFFF"
)
"""Of 1024 bits (RFC 2409, section 6.2)."""
CLEAR, ANONYMOUS = "no encryption", "nobody who proves who it is"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A certificate with its key in one file, for each kind of key."""
    folder, found = tmp_path_factory.mktemp("certificates"), {}
    keys = {"ec": ec.generate_private_key(ec.SECP256R1()), "rsa": rsa.generate_private_key(65537, 2048)}
    for kind, key in keys.items():
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, kind)])
        now = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .sign(key, hashes.SHA256())
        )
        plain = serialization.NoEncryption()
        text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        found[kind] = folder / f"{kind}.pem"
        found[kind].write_bytes(text + made.public_bytes(serialization.Encoding.PEM))
    return found


def tls(*certificates, ciphers=None, version=None, before=b"", numbers=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if numbers is not None:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_dh_params(numbers)
    for one in certificates:
        context.load_cert_chain(one)
    if ciphers is not None:
        context.set_ciphers(ciphers)
    if version is not None:
        context.minimum_version = version

    def answer(connection):
        if before:
            assert connection.recv(8) == POSTGRESQL_ASKS_FOR_TLS
            connection.sendall(before)
        with context.wrap_socket(connection, server_side=True) as encrypted:
            encrypted.recv(1)

    return answer


def taken(address, protocol="http"):
    return [kind for kind, suites in WEAK.items() if takes(address, protocol, suites, MAY, 2)]


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_server_as_it_comes_takes_a_strong_cipher_and_no_weak_one(files, kind):
    with server(tls(files[kind])) as address:
        assert taken(address) == []
        assert takes(address, "http", STRONG, MAY)


@pytest.mark.parametrize(
    ("kind", "ciphers", "weakness"),
    [
        ("rsa", "NULL-SHA256:@SECLEVEL=0", CLEAR),
        ("rsa", "HIGH:!aNULL:NULL-MD5:@SECLEVEL=0", CLEAR),
        ("ec", "HIGH:!aNULL:ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0", CLEAR),
        ("ec", "ECDHE+AESGCM:AECDH-AES128-SHA:@SECLEVEL=0", ANONYMOUS),
        ("ec", "HIGH:@SECLEVEL=0", ANONYMOUS),
    ],
)
def test_a_server_that_takes_a_weak_cipher_beside_strong_ones_is_seen(files, kind, ciphers, weakness):
    with server(tls(files[kind], ciphers=ciphers)) as address:
        assert taken(address) == [weakness]


def test_a_server_of_tls_1_3_alone_takes_nothing_of_an_older_client(files):
    with server(tls(files["ec"], version=ssl.TLSVersion.TLSv1_3)) as address:
        assert taken(address) == []
        assert not takes(address, "http", STRONG, MAY)


def test_a_database_is_asked_to_encrypt_first(files):
    with server(tls(files["rsa"], ciphers="NULL-SHA:@SECLEVEL=0", before=b"S")) as address:
        assert takes(address, "postgresql", WEAK[CLEAR], MAY)
    with server(tls(files["rsa"], before=b"N")) as address:
        assert not takes(address, "postgresql", STRONG, MAY)


def hello(suite, session=b""):
    """A ServerHello that goes on with a suite, as libraries of today cannot send it any more."""
    told = b"\x03\x03" + bytes(32) + bytes([len(session)]) + session + suite.to_bytes(2, "big") + b"\0"
    return b"\x16\x03\x03" + (len(told) + 4).to_bytes(2, "big") + b"\x02" + len(told).to_bytes(3, "big") + told


@pytest.mark.parametrize(("suite", "kind"), [(one, kind) for kind, suites in WEAK.items() for one in suites[:2]])
def test_each_kind_is_told_by_the_suite_that_a_server_goes_on_with(suite, kind):
    def answer(connection):
        connection.recv(4096)
        for part in (hello(suite, b"s" * 32)[:20], hello(suite, b"s" * 32)[20:]):
            connection.sendall(part)

    with server(answer) as address:
        assert takes(address, "http", WEAK[kind], MAY, 2)


@pytest.mark.parametrize(
    "reply", [b"", b"\x15\x03\x03\0\x02\x02\x28", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x16\x03"]
)
def test_an_alert_an_end_and_another_protocol_are_refusals(reply):
    def answer(connection):
        connection.recv(4096)
        connection.sendall(reply)

    with server(answer) as address:
        assert not takes(address, "http", WEAK["RC4"], MAY, 1)


def test_a_suite_that_was_not_offered_is_not_taken():
    def answer(connection):
        connection.recv(4096)
        connection.sendall(hello(STRONG[0]))

    with server(answer) as address:
        assert not takes(address, "http", WEAK["RC4"], MAY, 1)


def test_keys_over_short_numbers_are_seen_and_those_over_long_ones_are_not(files, tmp_path):
    short = b"\x30\x81\x87\x02\x81\x81\0" + bytes.fromhex(SHORT_PRIME) + b"\x02\x01\x02"
    file = tmp_path / "numbers.pem"
    lines = base64.encodebytes(short).decode()
    file.write_text(f"-----BEGIN DH PARAMETERS-----\n{lines}-----END DH PARAMETERS-----\n")
    with server(tls(files["rsa"], numbers=file)) as address:
        assert exchanges_over_short_numbers(address, "http", MAY)
    for number, seen in ((2**1023, True), (2**2047, False)):
        told = _sized(number.to_bytes(256, "big").lstrip(b"\0")) + _sized(b"\2") + _sized(b"\3")
        with server(exchanging(0x0033, told)) as address:
            assert exchanges_over_short_numbers(address, "http", MAY, 2) is seen


def test_keys_over_a_short_curve_are_seen_and_a_curve_that_was_not_offered_is_none(files):
    for curve, seen in ((SHORT_CURVES[-1], True), (0x0017, False)):
        with server(exchanging(OVER_CURVES[0], b"\3" + curve.to_bytes(2, "big") + b"\1x")) as address:
            assert exchanges_over_a_short_curve(address, "http", MAY, 2) is seen


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_server_as_it_comes_exchanges_no_keys_in_a_weak_way(files, kind):
    with server(tls(files[kind])) as address:
        assert not exchanges_over_a_short_curve(address, "http", MAY)
        assert not exchanges_over_short_numbers(address, "http", MAY)


def _sized(content):
    return len(content).to_bytes(2, "big") + content


def exchanging(suite, told):
    """Goes on with a suite, and then with a key, in records that do not end where messages do."""
    key = b"\x0c" + len(told).to_bytes(3, "big") + told
    both = hello(suite)[5:] + key

    def answer(connection):
        connection.recv(4096)
        for part in (both[:50], both[50:]):
            connection.sendall(b"\x16\x03\x03" + _sized(part))

    return answer


def test_a_server_is_told_by_name_which_one_is_meant_but_not_by_number():
    assert b"scores.example" in greeting(STRONG, "scores.example")
    assert b"127.0.0.1" not in greeting(STRONG, "127.0.0.1")


def test_the_certificates_for_every_kind_of_key_are_seen(files):
    with server(tls(files["ec"], files["rsa"])) as address:
        shown = shown_certificates(address, "http", MAY)
    assert {one.subject.rfc4514_string() for one in shown} == {"CN=ec", "CN=rsa"}


def test_no_server_is_no_finding():
    with socket.create_server(("127.0.0.1", 0)) as taken_place:
        port = taken_place.getsockname()[1]
    with pytest.raises(Unreachable):
        takes(f"127.0.0.1:{port}", "http", STRONG, MAY, 1)
