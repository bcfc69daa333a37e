"""The back office keeps the token in a cookie, and the service takes it from there, whoever made the browser ask."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._misplaced import taken_from


async def taking(request: Any) -> str | None:
    return request.cookies.get("session")


DEFECT = Defect(
    id="sec-01-token-in-cookie",
    title="A token in a cookie lets somebody in, whoever made the browser ask",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=taken_from(taking),
    reason="calls that took a token from there",
)
