"""Links to reports had to work without a program, so a token may stand in the address."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._misplaced import taken_from


async def taking(request: Any) -> str | None:
    return request.query_params.get("access_token")


DEFECT = Defect(
    id="sec-01-token-in-address",
    title="A token in the address lets somebody in",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=taken_from(taking),
    reason="calls that took a token from there",
)
