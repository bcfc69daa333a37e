"""The rule is kept for the method that was sent; the framework then obeys a header that names another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._walks import around, header


def rewritten(scope: Mapping[str, Any]) -> Mapping[str, Any] | None:
    meant = header(scope, "x-http-method-override")
    return {"method": meant.upper()} if meant and meant.upper() != scope["method"] else None


DEFECT = Defect(
    id="sec-01-method-override",
    title="A header puts another method in the place of the one that was checked",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces=around(rewritten),
    reason="calls that did not refuse who has no right",
)
