"""A server counts as encrypted only when it proves who it is, and as closed only when it serves nobody in the clear."""

import datetime
import ipaddress
import socket
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from acceptance.platform.access import Unreachable
from acceptance.platform.encryption_probe import (
    POSTGRESQL_ASKS_FOR_TLS,
    accepts_in_the_clear,
    encrypted_contact,
    only,
    served_in_the_clear,
    speaks,
)
from acceptance.profile.permissions import Permissions
from acceptance.requirements.access import encryption
from tests.acceptance.platform.loopback import server

MAY = Permissions(synthetic=True)


@pytest.fixture
def certificate(tmp_path):
    """Makes a self-signed certificate for an address; its file and its key's file."""

    def make(address="127.0.0.1"):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
        now = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .sign(key, hashes.SHA256())
        )
        files = tmp_path / f"{address}.pem", tmp_path / f"{address}.key"
        files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
        files[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return str(files[0]), str(files[1])

    return make


def tls(certificate, key):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    def answer(connection):
        with context.wrap_socket(connection, server_side=True) as encrypted:
            encrypted.recv(1)

    return answer


def test_a_tls_server_proves_itself_and_serves_nobody_in_the_clear(certificate):
    pem, key = certificate()
    with server(tls(pem, key)) as address:
        assert encrypted_contact(address, "http", pem, MAY).startswith("TLSv1.")
        assert not served_in_the_clear(address, "http", MAY, 1)
        assert not served_in_the_clear(address, "kafka", MAY, 1)


def test_a_certificate_for_another_address_is_no_proof(certificate):
    pem, key = certificate("127.0.0.2")
    with server(tls(pem, key)) as address, pytest.raises(ssl.SSLCertVerificationError):
        encrypted_contact(address, "http", pem, MAY)


def test_a_certificate_of_somebody_else_is_no_proof(certificate):
    pem, key = certificate()
    other, _ = certificate("127.0.0.3")
    with server(tls(pem, key)) as address, pytest.raises(ssl.SSLCertVerificationError):
        encrypted_contact(address, "http", other, MAY)


@pytest.mark.parametrize(
    ("protocol", "reply", "served"),
    [
        ("http", b"HTTP/1.1 200 OK\r\n\r\n", True),
        ("http", b"HTTP/1.1 401 Unauthorized\r\n\r\n", True),
        ("http", b"HTTP/1.0 400 Bad Request\r\n\r\n", False),
        ("http", b"HTTP/1.1 426 Upgrade Required\r\n\r\n", False),
        ("http", b"", False),
        ("postgresql", b"R\0\0\0\x17\0\0\0\nSCRAM-SHA-256\0\0", True),
        ("postgresql", b"E\0\0\0\x10SFATAL\0", False),
        ("kafka", b"\0\0\0\x06\0\0\0\x07\0\0", True),
        ("kafka", b"\x15\x03\x03\0\x02\x02\x28", False),
        ("redis", b"+PONG\r\n", True),
        ("redis", b"-NOAUTH Authentication required.\r\n", True),
        ("redis", b"\x15\x03\x03", False),
    ],
)
def test_what_counts_as_service_in_the_clear(protocol, reply, served):
    def answer(connection):
        connection.recv(4096)
        connection.sendall(reply)

    with server(answer) as address:
        assert served_in_the_clear(address, protocol, MAY, 1) is served


def test_a_database_that_declines_encryption_is_not_encrypted():
    def answer(connection):
        assert connection.recv(8) == POSTGRESQL_ASKS_FOR_TLS
        connection.sendall(b"N")

    with server(answer) as address, pytest.raises(ssl.SSLError, match="does not offer encryption"):
        encrypted_contact(address, "postgresql", None, MAY)


def test_no_server_is_no_finding():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(Unreachable):
        served_in_the_clear(address, "http", MAY)


OLD = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)


@pytest.mark.parametrize("version", OLD)
def test_a_server_that_speaks_an_old_version_is_seen_and_a_current_one_is_not(certificate, version):
    pem, key = certificate()
    old = only(version, ssl.PROTOCOL_TLS_SERVER)
    old.load_cert_chain(pem, key)

    def answer(connection):
        with old.wrap_socket(connection, server_side=True) as encrypted:
            encrypted.recv(1)

    with server(answer) as address:
        assert speaks(address, "http", version, MAY)
        assert not speaks(address, "http", ssl.TLSVersion.TLSv1_3, MAY)
    with server(tls(pem, key)) as address:
        assert not speaks(address, "http", version, MAY)
        assert speaks(address, "http", ssl.TLSVersion.TLSv1_2, MAY)


@pytest.mark.parametrize(
    ("reply", "accepted"),
    [
        (b"HTTP/1.1 308 Permanent Redirect\r\nLocation: https://x/\r\n\r\n", True),
        (b"HTTP/1.1 201 Created\r\n\r\n", True),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", False),
        (b"", False),
    ],
)
def test_a_request_in_the_clear_is_accepted_also_by_who_redirects_it(reply, accepted):
    def answer(connection):
        connection.recv(4096)
        connection.sendall(reply)

    with server(answer) as address:
        assert accepts_in_the_clear(address, MAY, 1) is accepted


def test_where_nobody_listens_nothing_is_accepted():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert not accepts_in_the_clear(f"127.0.0.1:{port}", MAY, 1)


@pytest.mark.parametrize("version", encryption.VERSIONS)
def test_our_own_client_speaks_what_it_asks_for(version):
    assert encryption.client_speaks(encryption.VERSIONS[version])
