"""The rule was written for the methods of the description; nobody thought of asking for the head only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._walks import around


def rewritten(scope: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"method": "GET"} if scope["method"] == "HEAD" else None


DEFECT = Defect(
    id="sec-01-head-forgotten",
    title="A question for the head of an answer is not checked",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=around(rewritten),
    reason="calls that did not refuse who has no right",
)
