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

LIVES_S = 3600
GUESSED = ("", "secret", "changeme", "password", "key")
UNSIGNED = ("none", "None", "NONE", "nOnE")


def never_given() -> list[str]:
    """An empty token, a blank one, and one that nobody was ever given."""
    return ["", "null", uuid4().hex]


def altered(token: str) -> list[str]:
    """A good token cut short, prolonged, in other letters, and with one sign changed at its end, middle and beginning.

    >>> altered("ab")
    ['a', 'abaa', 'AB', 'ac', 'bb']
    """
    # The last sign of an encoded signature has bits that mean nothing: another one may decode to the same.
    last = () if "." in token else (len(token) - 1,)
    places = sorted({*last, len(token) // 2, 0}, reverse=True)
    changed = [token[:place] + _another(token[place]) + token[place + 1 :] for place in places]
    made = [token[:-1], token + "aa", token.swapcase(), *changed, *_with_other_claims(token)]
    return [one for one in dict.fromkeys(made) if one != token]


def unsigned(token: str, holder: str) -> list[str]:
    """JSON Web Tokens without a signature (RFC 7519, section 6) that say what a good token says, for its holder."""
    return [_encoded({"alg": word, "typ": "JWT"}, _claims(token, holder)) + "." for word in UNSIGNED]


def guessed(token: str, holder: str) -> list[str]:
    """JSON Web Tokens that say what a good token says, signed with keys out of examples."""
    text = _encoded({"alg": "HS256", "typ": "JWT"}, _claims(token, holder))
    return [f"{text}.{_base64(hmac.digest(key.encode(), text.encode(), hashlib.sha256))}" for key in GUESSED]


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
