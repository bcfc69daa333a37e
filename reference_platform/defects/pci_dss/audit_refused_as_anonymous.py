"""The caller is only kept once the role fits, so whoever is refused a role is nobody in the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def knows_nobody(original: Callable[..., Any]) -> Callable[..., Any]:
    async def record_refusal(request: Any, problem: Any) -> None:
        request.state.caller = replace(request.state.caller, user="anonymous") if problem.status == 403 else None
        await original(request, problem)

    return record_refusal


DEFECT = Defect(
    id="pci-11-refused-as-anonymous",
    title="Somebody who lacks a right is anonymous in the log",
    must_catch=("PCI-11", "PCI-10"),
    may_also_catch=("PCI-12", "PCI-15"),
    changes=("api",),
    replaces={"reference_platform.api.identity:record_refusal": knows_nobody},
)
