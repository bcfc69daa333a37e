"""What is wrong with a certificate is named, and what a server does at any attempt counts."""

from __future__ import annotations

import datetime
from types import SimpleNamespace as Some

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.x509.oid import SignatureAlgorithmOID

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform.weak_encryption import STRONG, WEAK
from acceptance.profile.certificates import Certificates
from acceptance.profile.encrypted_hops import EncryptedHop
from acceptance.profile.permissions import Permissions
from acceptance.requirements.access import weak_encryption
from acceptance.requirements.access.weak_encryption import (
    faults_of,
    look_at_certificates,
    offer_weak_ciphers,
    renewed_days_before,
)

NOW = datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
CURVE = ec.generate_private_key(ec.SECP256R1()).public_key()


class Certificate(Some):
    """As much of a certificate as is looked at; compared by what it is."""

    def __hash__(self):
        return id(self)


def certificate(key=CURVE, signed=SignatureAlgorithmOID.ECDSA_WITH_SHA256, issuer="authority", begins=-1, ends=30):
    return Certificate(
        public_key=lambda: key,
        signature_algorithm_oid=signed,
        issuer=issuer,
        subject="server",
        not_valid_before_utc=NOW + begins * DAY,
        not_valid_after_utc=NOW + ends * DAY,
    )


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (certificate(rsa.generate_private_key(65537, 1024).public_key()), "an RSA key of 1024 bits"),
        (certificate(dsa.generate_private_key(2048).public_key()), "a DSA key"),
        (certificate(signed=SignatureAlgorithmOID.RSA_WITH_SHA1), "a signature over a digest that is broken"),
        (certificate(signed=SignatureAlgorithmOID.RSA_WITH_MD5), "a signature over a digest that is broken"),
        (certificate(ends=0), "it ended on 2026-11-30"),
        (certificate(begins=1), "it is not valid before 2026-12-01"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_named(made, fault):
    assert list(faults_of(made, NOW)) == [fault]


@pytest.mark.parametrize(
    "made",
    [
        certificate(),
        certificate(rsa.generate_private_key(65537, 2048).public_key(), SignatureAlgorithmOID.RSA_WITH_SHA256),
        certificate(ed25519.Ed25519PrivateKey.generate().public_key(), SignatureAlgorithmOID.ED25519),
        certificate(signed=SignatureAlgorithmOID.RSA_WITH_SHA1, issuer="server"),
    ],
)
def test_a_good_certificate_and_the_signature_of_a_root_under_itself_have_no_fault(made):
    assert list(faults_of(made, NOW)) == []


def suite(**profile):
    hop = EncryptedHop(address="127.0.0.1:1", protocol="http")
    return Some(profile=Some(encrypted_hops={"scoring API": hop}, permissions=Permissions(), **profile))


@pytest.fixture
def over(monkeypatch):
    """Servers behind one address, by turns; each takes some suites."""

    def servers(*able, tls_1_3=(), short=()):
        asked = iter(range(10**6))
        monkeypatch.setattr(
            weak_encryption,
            "takes",
            lambda address, protocol, suites, may: bool(able[next(asked) % len(able)] & set(suites)),
        )
        exchanges = {kind: lambda *_, kind=kind: kind in short for kind in weak_encryption.SHORT}
        monkeypatch.setattr(weak_encryption, "SHORT", exchanges)
        monkeypatch.setattr(weak_encryption, "accepting", lambda *_: list(tls_1_3))

    return servers


def test_a_weak_cipher_that_one_replica_takes_is_named(over):
    over(set(STRONG), set(STRONG), {*STRONG, WEAK["RC4"][1]})
    offered = offer_weak_ciphers(suite(), "scoring API")
    assert (offered.takes, offered.strong, offered.kinds) == (["RC4"], True, len(WEAK) + 2)


def test_a_server_that_takes_nothing_at_all_shows_nothing_by_its_refusals(over):
    over(set())
    assert not offer_weak_ciphers(suite(), "scoring API").strong
    over(set(), tls_1_3=["scoring API"])
    assert offer_weak_ciphers(suite(), "scoring API").strong


def test_a_weak_exchange_of_keys_is_named(over):
    over(set(STRONG), short=["keys that are exchanged over a short curve"])
    assert offer_weak_ciphers(suite(), "scoring API").takes == ["keys that are exchanged over a short curve"]


def test_a_connection_that_the_profile_does_not_list_is_not_assessed():
    with pytest.raises(NotAssessed, match="does not list the connection to the cache"):
        offer_weak_ciphers(suite(), "cache")


def test_the_first_end_of_all_certificates_counts(monkeypatch):
    shown = iter([[certificate(ends=90)], [certificate(ends=9)], *[[] for _ in range(20)]])
    monkeypatch.setattr(weak_encryption, "shown_certificates", lambda *_: next(shown))
    monkeypatch.setattr(weak_encryption, "unproven", lambda *_: ["scoring API: expired"])
    found = look_at_certificates(suite(), "scoring API")
    assert (found.number, found.unproven, found.ends) == (2, ["scoring API: expired"], NOW + 9 * DAY)


def test_a_server_that_shows_no_certificate_is_not_called_good(monkeypatch):
    monkeypatch.setattr(weak_encryption, "shown_certificates", lambda *_: [])
    with pytest.raises(Inconclusive, match="showed no certificate"):
        look_at_certificates(suite(), "scoring API")


def test_when_one_is_renewed_has_to_be_agreed():
    def agreed(kind):
        if kind is Certificates:
            return Certificates(renewed_days_before=7)
        raise AssertionError

    assert renewed_days_before(suite(agreed=agreed)) == 7
