"""Nobody thought of bodies that are too large, so the framework shows where it broke."""

from __future__ import annotations

import traceback
from typing import Any

from reference_platform.defects.defect import Defect


def shows_a_trace(original: Any) -> Any:
    def require_readable_body(request: Any) -> None:
        from reference_platform.api.identity import LARGEST_BODY
        from reference_platform.api.problems import Problem

        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > LARGEST_BODY:
            trace = "".join(traceback.format_stack(limit=3))
            raise Problem(500, "internal-error", f"Traceback (most recent call last):\n{trace}")
        original(request)

    return require_readable_body


DEFECT = Defect(
    id="sec-02-trace-on-oversize",
    title="A request that is too large is answered with a trace of the program",
    must_catch=("SEC-02",),
    may_also_catch=("E2E-10",),
    changes=("api",),
    replaces={"reference_platform.api.identity:require_readable_body": shows_a_trace},
    reason="what refusals told",
)
