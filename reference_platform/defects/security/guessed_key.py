"""Tokens are signed, with the key that stood in the example which the service was made from."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from reference_platform.defects.defect import Defect

KEY = b"secret"


def believes_the_example(original: Any) -> Any:
    def caller(self: Any, token: str) -> Any:
        return original(self, token) or _told(self, token)

    return caller


def _told(tokens: Any, token: str) -> Any:
    header, _, rest = token.partition(".")
    claims, _, signature = rest.partition(".")
    try:
        algorithm, told = _parsed(header)["alg"], _parsed(claims)
    except (ValueError, KeyError, TypeError):
        return None
    made = hmac.digest(KEY, f"{header}.{claims}".encode(), hashlib.sha256)
    if algorithm != "HS256" or signature != base64.urlsafe_b64encode(made).rstrip(b"=").decode():
        return None
    return next((one for one in tokens._callers.values() if one.user == told.get("sub")), None)


def _parsed(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


DEFECT = Defect(
    id="sec-01-guessed-key",
    title="Tokens are signed with a key that everybody guesses",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.identity:Tokens.caller": believes_the_example},
    reason="calls that did not refuse who has no right",
)
