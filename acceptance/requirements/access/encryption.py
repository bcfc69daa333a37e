"""Connections that the profile wants encrypted, tried both ways."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from acceptance.checks import not_assessed
from acceptance.outcome import Cause
from acceptance.platform import encryption_probe
from acceptance.profile.encrypted_hops import EncryptedHop
from acceptance.suite import Suite

ATTEMPTS = 12
"""Connections to one server, so that every replica behind it answers some."""
CURRENT = ("TLSv1.2", "TLSv1.3")
VERSIONS = {
    "TLS 1.0": ssl.TLSVersion.TLSv1,
    "TLS 1.1": ssl.TLSVersion.TLSv1_1,
    "TLS 1.2": ssl.TLSVersion.TLSv1_2,
    "TLS 1.3": ssl.TLSVersion.TLSv1_3,
}


@dataclass(frozen=True)
class Contact:
    """What one server did with an encrypted and an unencrypted contact."""

    encrypted: bool
    says: str
    served_in_the_clear: bool


def hop_to(suite: Suite, service: str) -> EncryptedHop:
    """The connection to a service as the profile has it.

    Raises:
        NotAssessed: the profile does not name the connection, or says that this server cannot encrypt.
    """
    hop = suite.profile.encrypted_hops.get(service)
    if hop is None:
        not_assessed(f"the profile does not list the connection to the {service}", Cause.BINDING)
    if hop.server_cannot is not None:
        not_assessed(f"the {service} cannot encrypt: {hop.server_cannot}", Cause.ENVIRONMENT)
    return hop


def public_hops(suite: Suite) -> dict[str, EncryptedHop]:
    """The connections that are open to public networks.

    Raises:
        NotAssessed: the profile calls none public, or says that one of them cannot encrypt.
    """
    found = {name: hop_to(suite, name) for name, hop in suite.profile.encrypted_hops.items() if hop.public}
    if not found:
        not_assessed("the profile calls none of its encrypted_hops public", Cause.BINDING)
    return found


def client_speaks(version: ssl.TLSVersion) -> bool:
    """Whether our own client is able to speak a version: proven by a handshake in memory with a server of our own."""
    server_context = encryption_probe.only(version, ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        server_context.load_cert_chain(_throw_away_certificate(Path(folder)))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = encryption_probe.only(version, ssl.PROTOCOL_TLS_CLIENT).wrap_bio(to_client, to_server)
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    waiting = [client, server]
    for _ in range(8):
        for side in list(waiting):
            try:
                side.do_handshake()
                waiting.remove(side)
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return False
    return not waiting


def _throw_away_certificate(folder: Path) -> Path:
    """A certificate and its key in one file, good for a day and trusted by nobody."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "acceptance")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def accepting(suite: Suite, hops: Mapping[str, EncryptedHop], version: ssl.TLSVersion) -> list[str]:
    """The servers that speak a version, each asked so often that every replica of it has its say."""
    may = suite.profile.permissions
    return [
        name
        for name, hop in hops.items()
        if any(encryption_probe.speaks(hop.address, hop.protocol, version, may) for _ in range(ATTEMPTS))
    ]


def unproven(suite: Suite, hops: Mapping[str, EncryptedHop]) -> list[str]:
    """The servers that a careful client does not reach: wrong certificate, expired, or no current protocol."""
    may, found = suite.profile.permissions, []
    for name, hop in hops.items():
        for _ in range(ATTEMPTS):
            try:
                version = encryption_probe.encrypted_contact(hop.address, hop.protocol, hop.ca_file, may)
            except (ssl.SSLError, OSError) as error:
                found.append(f"{name}: {type(error).__name__}")
                break
            if version not in CURRENT:
                found.append(f"{name}: {version}")
                break
    return found


def believed_by_strangers(suite: Suite, hops: Mapping[str, EncryptedHop]) -> list[str]:
    """The servers whose certificate a client believes that trusts another authority only."""
    may, found = suite.profile.permissions, []
    with TemporaryDirectory() as folder:
        another = str(_throw_away_certificate(Path(folder)))
        for name, hop in hops.items():
            try:
                encryption_probe.encrypted_contact(hop.address, hop.protocol, another, may)
                found.append(name)
            except ssl.SSLCertVerificationError:
                continue
    return found


def accepting_in_the_clear(suite: Suite, hops: Mapping[str, EncryptedHop]) -> list[str]:
    """The servers that accept a request with contents in the clear, at their own address or the careless one."""
    may = suite.profile.permissions
    return [
        f"{name} at {address}"
        for name, hop in hops.items()
        for address in filter(None, (hop.address, hop.careless))
        if hop.protocol == "http" and encryption_probe.accepts_in_the_clear(address, may)
    ]


def contact(suite: Suite, service: str) -> Contact:
    """Contacts a server of the profile's `encrypted_hops` in both ways.

    Raises:
        NotAssessed: the profile does not name the connection, or says that this server cannot encrypt.
    """
    hop, may = hop_to(suite, service), suite.profile.permissions
    clear = any(encryption_probe.served_in_the_clear(hop.address, hop.protocol, may, user=user) for user in hop.users)
    try:
        version = encryption_probe.encrypted_contact(hop.address, hop.protocol, hop.ca_file, may)
    except (ssl.SSLError, ssl.CertificateError, OSError) as error:
        return Contact(False, f"{type(error).__name__}: {error}", clear)
    return Contact(True, version, clear)
