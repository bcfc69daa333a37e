"""The gateway says in a header for which agency a request is, and nobody takes that header off what callers send."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def believes_the_header(original: Any) -> Any:
    async def require_role(request: Any, roles: list[str]) -> None:
        await original(request, roles)
        caller, named = request.state.caller, request.headers.get("x-tenant-id")
        if caller.own_only and named:
            request.state.caller = replace(caller, user=named)

    return require_role


DEFECT = Defect(
    id="sec-01-owner-from-header",
    title="Whoever names another agency in a header is taken for it",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.identity:require_role": believes_the_header},
    reason="calls that reached what belongs to somebody else",
)
