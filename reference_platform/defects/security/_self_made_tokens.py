"""Tokens that callers make themselves, in the form of RFC 7519, believed by a service that checks them badly."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

IsGood = Callable[[str, str, str], bool]
"""Told the algorithm that a token names, what is signed, and the signature: whether the token is believed."""


def believing(is_good: IsGood) -> Callable[[Any], Any]:
    """What a service's own look at tokens is replaced by, so that it believes these too."""

    def replacement(original: Any) -> Any:
        def caller(self: Any, token: str) -> Any:
            return original(self, token) or _told(self, token, is_good)

        return caller

    return replacement


def _told(tokens: Any, token: str, is_good: IsGood) -> Any:
    header, _, rest = token.partition(".")
    claims, _, signature = rest.partition(".")
    try:
        algorithm, told = _parsed(header)["alg"], _parsed(claims)
    except (ValueError, KeyError, TypeError):
        return None
    if not is_good(algorithm, f"{header}.{claims}", signature):
        return None
    return next((one for one in tokens._callers.values() if one.user == told.get("sub")), None)


def _parsed(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
