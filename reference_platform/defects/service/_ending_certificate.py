"""A certificate for this machine that ends in two days, and the authority that gave it."""

from __future__ import annotations

import datetime as dt
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LEFT = dt.timedelta(days=2)


def authority_and_certificate() -> tuple[str, str]:
    """Both in PEM form, the certificate with its key."""
    signing, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority, name = (_name(text) for text in ("former authority", "localhost"))
    ca = _begun(authority, authority, signing).add_extension(x509.BasicConstraints(True, 0), critical=True)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    server = _begun(name, authority, own).add_extension(x509.SubjectAlternativeName(names), critical=False)
    key = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return _pem(ca.sign(signing, hashes.SHA256())), key + _pem(server.sign(signing, hashes.SHA256()))


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=28))
        .not_valid_after(now + LEFT)
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
