"""A layer that reads bodies before the application does knows one form of them only."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._answers import with_middleware
from reference_platform.defects.security._breaking import LooksFirst

KNOWN = ("application/json", "")


def reads_the_form(method: str, address: str, headers: dict[str, str], _body: bytes) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip()
    if method == "PATCH" and address.startswith("/customers/") and kind not in KNOWN:
        raise LookupError(kind)


DEFECT = Defect(
    id="scan-03-other-form-breaks",
    title="A body that says it is something else than JSON breaks the service",
    must_catch=("SCAN-03",),
    may_also_catch=("SCAN-06", "SEC-02"),
    changes=("api",),
    replaces=with_middleware(LooksFirst, looks=reads_the_form),
    reason="Server error",
)
