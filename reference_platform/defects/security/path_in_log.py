"""So that support finds a refused request again, its address is printed as the server understood it."""

from __future__ import annotations

import sys
from typing import Any

from reference_platform.defects.defect import Defect


def prints_the_address(original: Any) -> Any:
    async def answer_invalid(request: Any, error: Any) -> Any:
        sys.stdout.write(f"WARNING refused {request.method} {request.scope['path']}\n")
        return await original(request, error)

    return answer_invalid


DEFECT = Defect(
    id="sec-02-path-in-log",
    title="The log repeats the address of a refused request as it was meant",
    must_catch=("SEC-02",),
    may_also_catch=("GDPR-02", "GDPR-06", "GDPR-11", "PCI-01"),
    changes=("api",),
    replaces={"reference_platform.api.problems:answer_invalid": prints_the_address},
    reason="lines of logs that a value began",
)
