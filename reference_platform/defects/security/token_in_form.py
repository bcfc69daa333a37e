"""An old partner sends forms with the token as a field, and the library takes it from there."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._misplaced import taken_from


async def taking(request: Any) -> str | None:
    if "form" not in request.headers.get("content-type", ""):
        return None
    return parse_qs((await request.body()).decode("utf-8", "replace")).get("access_token", [None])[0]


DEFECT = Defect(
    id="sec-01-token-in-form",
    title="A token in a field of a form lets somebody in",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=taken_from(taking),
    reason="calls that took a token from there",
)
