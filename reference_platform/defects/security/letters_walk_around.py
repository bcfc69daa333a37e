"""The rule compares addresses letter by letter; the application does not mind capital letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._walks import around


def rewritten(scope: Mapping[str, Any]) -> Mapping[str, Any] | None:
    path = scope["path"]
    return {"path": path.lower(), "raw_path": path.lower().encode()} if path != path.lower() else None


DEFECT = Defect(
    id="sec-01-letters-walk-around",
    title="An address in capital letters is served without the check",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=around(rewritten),
    reason="calls that did not refuse who has no right",
)
