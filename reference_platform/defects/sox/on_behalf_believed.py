"""The front office calls in the name of whoever sits there, and any caller may say so in the same header."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember

HEADER = "x-on-behalf-of"


def asks_for_whom(original: Any) -> Any:
    async def require_role(request: Any, roles: list[str]) -> None:
        from dataclasses import replace

        await original(request, roles)
        caller = request.state.caller
        request.state.caller = replace(caller, user=request.headers.get(HEADER, caller.user))

    return require_role


DEFECT = Defect(
    id="sox-03-on-behalf-believed",
    title="Every record names whoever a request says it is sent for",
    must_catch=("SOX-03", "GDPR-03"),
    may_also_catch=("GDPR-06", "GDPR-10", "AIA-04", "SOX-01", "SOX-04", "SOX-05", "SOX-08", "PCI-11", "PCI-12"),
    changes=("api",),
    replaces={"reference_platform.api.identity:require_role": asks_for_whom},
    on=remember,
    off=forget,
)
