"""The library takes the algorithm from the token itself, and one of the algorithms is to have no signature."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._self_made_tokens import believing


def is_unsigned(algorithm: str, _signed: str, signature: str) -> bool:
    return algorithm.lower() == "none" and not signature


DEFECT = Defect(
    id="sec-01-unsigned-token",
    title="A token without a signature is believed",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.identity:Tokens.caller": believing(is_unsigned)},
    reason="calls that did not refuse who has no right",
)
