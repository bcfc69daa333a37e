"""A layer that adds up what customers earn takes it for granted that a figure which is named is also there."""

from __future__ import annotations

import json

from reference_platform.defects.defect import Defect
from reference_platform.defects.security._answers import with_middleware
from reference_platform.defects.security._breaking import LooksFirst


def adds_up(method: str, address: str, _headers: dict[str, str], body: bytes) -> None:
    if (method, address) != ("POST", "/score?"):
        return
    try:
        income = json.loads(body)["features"]["income"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    if income is None:
        raise TypeError("unsupported operand type(s) for +: 'int' and 'NoneType'")


DEFECT = Defect(
    id="scan-03-null-inside-breaks",
    title="A figure that is null inside of a request breaks the service",
    must_catch=("SCAN-03",),
    may_also_catch=("SCAN-06", "SEC-02"),
    changes=("api",),
    replaces=with_middleware(LooksFirst, looks=adds_up),
    reason="Server error",
)
