"""Tokens are signed, with the key that stood in the example which the service was made from."""

from __future__ import annotations

import base64
import hashlib
import hmac

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._self_made_tokens import believing

KEY = b"secret"


def is_signed_with_the_example(algorithm: str, signed: str, signature: str) -> bool:
    made = hmac.digest(KEY, signed.encode(), hashlib.sha256)
    return algorithm == "HS256" and signature == base64.urlsafe_b64encode(made).rstrip(b"=").decode()


DEFECT = Defect(
    id="sec-01-guessed-key",
    title="Tokens are signed with a key that everybody guesses",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.identity:Tokens.caller": believing(is_signed_with_the_example)},
    reason="calls that did not refuse who has no right",
)
