"""A parameter that developers add to look into answers lets them in as well, and was never taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._walks import around


def rewritten(scope: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {} if parse_qs(scope["query_string"].decode("latin-1")).get("debug") == ["1"] else None


DEFECT = Defect(
    id="sec-01-debug-parameter",
    title="A parameter of developers switches the check off",
    must_catch=("SEC-01",),
    may_also_catch=("E2E-10",),
    changes=("api",),
    replaces=around(rewritten),
    reason="calls that did not refuse who has no right",
)
