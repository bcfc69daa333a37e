"""The library takes the algorithm from the token itself, and one of the algorithms is to have no signature."""

from __future__ import annotations

import base64
import json
from typing import Any

from reference_platform.defects.defect import Defect


def believes_unsigned(original: Any) -> Any:
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
    if algorithm.lower() != "none" or signature:
        return None
    return next((one for one in tokens._callers.values() if one.user == told.get("sub")), None)


def _parsed(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


DEFECT = Defect(
    id="sec-01-unsigned-token",
    title="A token without a signature is believed",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.identity:Tokens.caller": believes_unsigned},
    reason="calls that did not refuse who has no right",
)
