"""Tokens that prove nothing: altered, unsigned, signed with a key that everybody guesses."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

LIVES_S = 3600
COORDINATE_BYTES = 32
GUESSED = ("", "secret", "changeme", "password", "key", "your-256-bit-secret")
NO_FILE = "../../../../dev/null"
"""Named as the file of a key, it is an empty key to whoever opens it."""
UNSIGNED = ("none", "None", "NONE", "nOnE")


def never_given(*holders: str) -> list[str]:
    """An empty token, words that programs send in place of one, signs that match anything, a name, and one never given.

    Args:
        holders: what the platform calls those who have the right.
    """
    return list(dict.fromkeys(("", "null", "undefined", "%", "' or '1'='1", *holders, uuid4().hex)))


def altered(token: str) -> list[str]:
    """A good token cut short, prolonged at both ends, in other letters, and with one sign changed at each place.

    The sign for anything stands in the place of its second half as well.

    >>> altered("ab")
    ['a', 'abaa', 'aaab', 'a%', 'AB', 'ac', 'bb']
    """
    # The last sign of an encoded signature has bits that mean nothing: another one may decode to the same.
    last = () if "." in token else (len(token) - 1,)
    places = sorted({*last, len(token) // 2, 0}, reverse=True)
    changed = [token[:place] + _another(token[place]) + token[place + 1 :] for place in places]
    anything = token[: len(token) // 2] + "%"
    made = [token[:-1], token + "aa", "aa" + token, anything, token.swapcase(), *changed, *_with_other_claims(token)]
    return [one for one in dict.fromkeys(made) if one != token]


def unsigned(token: str, holder: str) -> list[str]:
    """JSON Web Tokens without a signature (RFC 7519, section 6) that say what a good token says, for its holder."""
    return [_encoded({"alg": word, "typ": "JWT"}, _claims(token, holder)) + "." for word in UNSIGNED]


def guessed(token: str, holder: str) -> list[str]:
    """JSON Web Tokens that say what a good token says, signed with keys out of examples, or with one they bring."""
    claims = _claims(token, holder)
    keys = dict.fromkeys((*GUESSED, holder))
    return [*(_signed_with(key, claims) for key in keys), _bringing_its_key(claims)]


def _signed_with(key: str, claims: Mapping[str, Any]) -> str:
    header = {"alg": "HS256", "typ": "JWT"} | ({} if key else {"kid": NO_FILE})
    text = _encoded(header, claims)
    return f"{text}.{_base64(hmac.digest(key.encode(), text.encode(), hashlib.sha256))}"


def _bringing_its_key(claims: Mapping[str, Any]) -> str:
    """Signed with a key made just now, which the token itself names as the one to verify it with (RFC 7515, 4.1.3)."""
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_numbers()
    named = {"kty": "EC", "crv": "P-256", "x": _coordinate(point.x), "y": _coordinate(point.y)}
    text = _encoded({"alg": "ES256", "typ": "JWT", "jwk": named}, claims)
    pair = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{_base64(b''.join(one.to_bytes(COORDINATE_BYTES, 'big') for one in pair))}"


def _coordinate(number: int) -> str:
    return _base64(number.to_bytes(COORDINATE_BYTES, "big"))


def _claims(token: str, holder: str) -> Mapping[str, Any]:
    now = int(time.time())
    names = ("sub", "user", "username", "preferred_username", "client_id")
    own = _parts(token)
    told = own[1] if own is not None else {**dict.fromkeys(names, holder), "role": holder, "roles": [holder]}
    return {**told, "iat": now, "exp": now + LIVES_S}


def _with_other_claims(token: str) -> list[str]:
    """A JSON Web Token whose signature belongs to other contents; none for another kind of token."""
    parts = _parts(token)
    if parts is None:
        return []
    return [_encoded(parts[0], {**parts[1], "exp": int(time.time()) + 2 * LIVES_S}) + "." + token.split(".")[2]]


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Header and claims of a JSON Web Token; None for another kind of token."""
    pieces = token.split(".")
    if len(pieces) != 3:
        return None
    try:
        header, claims = (json.loads(base64.urlsafe_b64decode(one + "=" * (-len(one) % 4))) for one in pieces[:2])
    except (ValueError, binascii.Error):
        return None
    return (header, claims) if isinstance(header, dict) and isinstance(claims, dict) else None


def _another(sign: str) -> str:
    return "b" if sign == "a" else chr(ord(sign) + 1) if sign.isalnum() and sign not in "zZ9" else "a"


def _encoded(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    return ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
