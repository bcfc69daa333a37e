"""Tokens say when they end, and nobody looks."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def never_ends(_original: Any) -> Any:
    def has_ended(_self: Any) -> bool:
        return False

    return has_ended


DEFECT = Defect(
    id="sec-01-ended-token",
    title="Nobody looks whether a token has ended",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.identity:Caller.has_ended": never_ends},
    reason="calls that did not refuse who has no right",
)
