"""Servers whose encryption is weak: by the ciphers that they take, or by the certificates that they show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.x509.oid import SignatureAlgorithmOID

from acceptance.outcome import Cause, Inconclusive
from acceptance.platform.encryption_probe import Protocol
from acceptance.platform.weak_encryption import (
    STRONG,
    WEAK,
    exchanges_over_a_short_curve,
    exchanges_over_short_numbers,
    shown_certificates,
    takes,
)
from acceptance.profile.certificates import Certificates
from acceptance.profile.encrypted_hops import EncryptedHop
from acceptance.profile.permissions import Permissions
from acceptance.requirements.access.encryption import ATTEMPTS, VERSIONS, accepting, hop_to, unproven
from acceptance.suite import Suite

RSA_BITS, CURVE_BITS = 2048, 224
"""The shortest keys that are 112 bits strong (NIST SP 800-57 part 1, table 2)."""
BROKEN = frozenset(
    {
        *(SignatureAlgorithmOID.RSA_WITH_MD5, SignatureAlgorithmOID.RSA_WITH_SHA1),
        *(SignatureAlgorithmOID.DSA_WITH_SHA1, SignatureAlgorithmOID.ECDSA_WITH_SHA1),
        *map(x509.ObjectIdentifier, ("1.2.840.113549.1.1.2", "1.3.14.3.2.29")),
    }
)
"""Signatures over digests of MD2, MD5 and SHA-1: others can be made to bear them."""

SHORT: dict[str, Callable[[str, Protocol, Permissions], bool]] = {
    "keys that are exchanged over a short curve": exchanges_over_a_short_curve,
    "keys that are exchanged over short numbers": exchanges_over_short_numbers,
}


@dataclass(frozen=True)
class Offered:
    """What a server does with weak ciphers.

    Attributes:
        kinds: how many kinds of weakness were offered to it.
        takes: those that it took at any attempt.
        strong: whether the same client got on with it by a good one, or it speaks TLS 1.3, which knows no weak ones.
    """

    kinds: int
    takes: list[str]
    strong: bool


def offer_weak_ciphers(suite: Suite, service: str) -> Offered:
    """Offers a server each kind of weak ciphers and nothing else, so often that every replica has its say.

    Raises:
        NotAssessed: the profile does not name the connection, or says that this server cannot encrypt.
    """
    hop = hop_to(suite, service)
    found = [kind for kind, suites in WEAK.items() if _takes(suite, hop, suites)]
    found += [kind for kind, exchanges in SHORT.items() if _at_any_attempt(suite, hop, exchanges)]
    strong = _takes(suite, hop, STRONG) or bool(accepting(suite, {service: hop}, VERSIONS["TLS 1.3"]))
    return Offered(len(WEAK) + len(SHORT), found, strong)


def _takes(suite: Suite, hop: EncryptedHop, suites: tuple[int, ...]) -> bool:
    return _at_any_attempt(suite, hop, lambda address, protocol, may: takes(address, protocol, suites, may))


def _at_any_attempt(suite: Suite, hop: EncryptedHop, is_weak: Callable[[str, Protocol, Permissions], bool]) -> bool:
    return any(is_weak(hop.address, hop.protocol, suite.profile.permissions) for _ in range(ATTEMPTS))


@dataclass(frozen=True)
class Shown:
    """The certificates that a server showed, at all attempts together.

    Attributes:
        unproven: why a careful client does not believe it, where it does not.
        faults: what is wrong with those it showed.
        ends: when the first of them ends.
    """

    number: int
    unproven: list[str]
    faults: list[str]
    ends: datetime


def look_at_certificates(suite: Suite, service: str) -> Shown:
    """Looks at all certificates that a server shows, so often that every replica has its say.

    Raises:
        NotAssessed: the profile does not name the connection, or says that this server cannot encrypt.
        Inconclusive: it showed none.
    """
    hop, may = hop_to(suite, service), suite.profile.permissions
    found = set(chain(*(shown_certificates(hop.address, hop.protocol, may) for _ in range(ATTEMPTS))))
    if not found:
        raise Inconclusive(f"the {service} showed no certificate", Cause.PLATFORM)
    now = datetime.now(UTC)
    faults = sorted({fault for one in found for fault in faults_of(one, now)})
    return Shown(len(found), unproven(suite, {service: hop}), faults, first_end(found))


def first_end(certificates: Iterable[x509.Certificate]) -> datetime:
    return min(one.not_valid_after_utc for one in certificates)


def renewed_days_before(suite: Suite) -> int:
    """How many days before its end no certificate is shown any more; raises NotAssessed where nothing was agreed."""
    return suite.profile.agreed(Certificates).renewed_days_before


def faults_of(certificate: x509.Certificate, now: datetime) -> Iterator[str]:
    """What is wrong with a certificate at a moment, in words that tell nothing of its contents but sizes and days."""
    match certificate.public_key():
        case rsa.RSAPublicKey(key_size=bits) if bits < RSA_BITS:
            yield f"an RSA key of {bits} bits"
        case ec.EllipticCurvePublicKey(key_size=bits) if bits < CURVE_BITS:
            yield f"a key on a curve of {bits} bits"
        case dsa.DSAPublicKey():
            yield "a DSA key"
    signed_itself = certificate.issuer == certificate.subject
    if certificate.signature_algorithm_oid in BROKEN and not signed_itself:
        yield "a signature over a digest that is broken"
    if certificate.not_valid_before_utc > now:
        yield f"it is not valid before {certificate.not_valid_before_utc:%Y-%m-%d}"
    if certificate.not_valid_after_utc <= now:
        yield f"it ended on {certificate.not_valid_after_utc:%Y-%m-%d}"
