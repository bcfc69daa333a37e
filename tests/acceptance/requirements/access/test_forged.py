"""Forged tokens differ from the good one, and say what they should."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from acceptance.requirements.access import forged

KEY = b"of the platform alone"


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def signed(claims: dict[str, object], key: bytes = KEY) -> str:
    text = part({"alg": "HS256"}) + "." + part(claims)
    digest = hmac.digest(key, text.encode(), hashlib.sha256)
    return text + "." + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_valid(token: str, key: bytes = KEY) -> bool:
    """As a lenient server reads it, which overlooks bits that mean nothing and signs of another alphabet."""
    text, _, signature = token.rpartition(".")
    try:
        given_digest = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except ValueError:
        return False
    return hmac.compare_digest(given_digest, hmac.digest(key, text.encode(), hashlib.sha256))


@given(st.dictionaries(st.text(max_size=5), st.integers(), max_size=3))
def test_no_altered_token_is_a_valid_one_whatever_the_good_one_says(claims):
    good = signed(claims)
    assert is_valid(good)
    assert [one for one in forged.altered(good) if is_valid(one)] == []


@given(st.text(alphabet="abcXYZ0189-_", min_size=2, max_size=50))
def test_altered_tokens_of_any_kind_are_several_and_none_is_the_good_one(token):
    made = forged.altered(token)
    assert token not in made
    assert len(made) == len(set(made)) >= 3


def test_an_unsigned_token_says_what_the_good_one_says_and_has_no_signature():
    made = forged.unsigned(signed({"sub": "anna", "roles": ["auditor"], "exp": 1}), "anybody")
    for token in made:
        header, claims, signature = token.split(".")
        told = json.loads(base64.urlsafe_b64decode(claims + "=="))
        assert json.loads(base64.urlsafe_b64decode(header + "=="))["alg"].lower() == "none"
        assert (told["sub"], told["roles"], signature) == ("anna", ["auditor"], "")
        assert told["exp"] > 1_700_000_000
    assert len(made) == 4


def test_where_a_good_token_says_nothing_its_holder_is_named():
    claims = forged.unsigned("opaque", "anna")[0].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "=="))["sub"] == "anna"


def test_a_guessed_token_is_valid_for_who_signs_with_the_word_secret():
    made = forged.guessed(signed({"sub": "anna"}), "anna")
    assert [is_valid(one, b"secret") for one in made].count(True) == 1
    assert not any(is_valid(one) for one in made)


def test_a_token_that_brings_its_key_verifies_with_it_and_says_what_the_good_one_says():
    header, claims, signature = forged.guessed(signed({"sub": "anna"}), "anna")[-1].split(".")
    decoded = [base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in (header, claims, signature)]
    named = json.loads(decoded[0])["jwk"]
    x, y = (int.from_bytes(base64.urlsafe_b64decode(named[name] + "=")) for name in "xy")
    pair = [int.from_bytes(decoded[2][at : at + 32]) for at in (0, 32)]
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    key.verify(encode_dss_signature(*pair), f"{header}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(decoded[1])["sub"] == "anna"


def test_a_token_with_an_empty_key_names_a_file_that_is_empty():
    header = json.loads(base64.urlsafe_b64decode(forged.guessed("opaque", "anna")[0].split(".")[0] + "=="))
    assert header["kid"].endswith("/dev/null")
    assert is_valid(forged.guessed("opaque", "anna")[0], b"")


def test_tokens_that_nobody_was_given_include_the_name_of_who_has_the_right():
    made = forged.never_given("anna")
    assert "anna" in made and len(set(made)) == len(made)
