"""The gateway names the user in a header, and the application believes it also when no gateway sent it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._walks import around, header


def rewritten(scope: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {} if header(scope, "x-remote-user") is not None else None


DEFECT = Defect(
    id="sec-01-user-from-header",
    title="Whoever names a user in a header is taken for that user",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=around(rewritten),
    reason="calls that did not refuse who has no right",
)
