"""Nobody can read what is another's, so nobody thought of calls that only write."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def looks_only_at_reading(original: Any) -> Any:
    async def require_own(request: Any, named: Any) -> None:
        if request.method == "GET":
            await original(request, named)

    return require_own


DEFECT = Defect(
    id="sec-01-anothers-changed",
    title="Whose customer it is, is asked when it is read, and not when it is changed",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.ownership:require_own": looks_only_at_reading},
    reason="calls that reached what belongs to somebody else",
)
