"""The column for tokens has a length, and what is longer is cut off before it is looked for."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def reads_the_beginning(original: Any) -> Any:
    def caller(self: Any, token: str) -> Any:
        return original(self, token) or original(self, token[:-2])

    return caller


DEFECT = Defect(
    id="sec-01-token-by-its-beginning",
    title="A token is found by its beginning",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.identity:Tokens.caller": reads_the_beginning},
    reason="calls that did not refuse who has no right",
)
