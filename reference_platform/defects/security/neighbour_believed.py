"""Calls from the same machine need no token, and a header that anybody can send says where a call is from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._walks import around, header


def rewritten(scope: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {} if header(scope, "x-forwarded-for") == "127.0.0.1" else None


DEFECT = Defect(
    id="sec-01-neighbour-believed",
    title="Whoever claims to call from the same machine is let in",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=around(rewritten),
    reason="calls that did not refuse who has no right",
)
