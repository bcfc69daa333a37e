"""The rule knows addresses as they were written down; the application overlooks a slash at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._walks import around


def rewritten(scope: Mapping[str, Any]) -> Mapping[str, Any] | None:
    path = scope["path"]
    return {"path": path.rstrip("/"), "raw_path": path.rstrip("/").encode()} if path[1:].endswith("/") else None


DEFECT = Defect(
    id="sec-01-slash-walks-around",
    title="An address with a slash more is served without the check",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=around(rewritten),
    reason="calls that did not refuse who has no right",
)
