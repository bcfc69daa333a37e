"""A program that has no token yet sends the word null, and for the sake of development that is somebody."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def knows_null(original: Any) -> Any:
    def caller(self: Any, token: str) -> Any:
        return next(iter(self._callers.values())) if token == "null" else original(self, token)

    return caller


DEFECT = Defect(
    id="sec-01-null-token",
    title="The word null is a token",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.identity:Tokens.caller": knows_null},
    reason="calls that did not refuse who has no right",
)
