"""The rule reads the address of a request, and the one call that names the customer in its body goes without it."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def looks_at_no_body(_original: Any) -> Any:
    async def require_own(_request: Any, _named: Any) -> None:
        return

    return require_own


DEFECT = Defect(
    id="sec-01-anothers-by-body",
    title="Another agency's customer can be scored, because the body names them",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.routes.scoring:require_own": looks_at_no_body},
    reason="calls that reached what belongs to somebody else",
)
