"""The first version of the interface is still served under its old address, from before there were rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._walks import around

OLD = "/v0"


def rewritten(scope: Mapping[str, Any]) -> Mapping[str, Any] | None:
    path = scope["path"]
    if not path.startswith(OLD + "/"):
        return None
    return {"path": path.removeprefix(OLD), "raw_path": scope["raw_path"].removeprefix(OLD.encode())}


DEFECT = Defect(
    id="sec-01-earlier-version-open",
    title="An earlier version of the interface is served beside it, without the check",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=around(rewritten),
    reason="calls that did not refuse who has no right",
)
