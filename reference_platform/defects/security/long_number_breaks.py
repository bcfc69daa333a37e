"""A layer that keeps the numbers that are asked for has room for two hundred letters, and nobody asked what follows."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._answers import with_middleware
from reference_platform.defects.security._breaking import LooksFirst

ROOM = 200


def keeps_numbers(method: str, address: str, _headers: dict[str, str], _body: bytes) -> None:
    parts = address.partition("?")[0].split("/")
    if method == "GET" and parts[1:2] == ["customers"] and any(len(part) > ROOM for part in parts):
        raise ValueError("value too long")


DEFECT = Defect(
    id="scan-03-long-number-breaks",
    title="A very long customer number in an address breaks the service",
    must_catch=("SCAN-03",),
    may_also_catch=("SCAN-06", "SEC-02"),
    changes=("api",),
    replaces=with_middleware(LooksFirst, looks=keeps_numbers),
    reason="Server error",
)
