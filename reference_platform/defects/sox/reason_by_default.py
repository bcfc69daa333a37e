"""Deployments had to go through without typing, so the form fills in a reason and the person's own is dropped."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def fills_in_a_reason(original: Any) -> Any:
    async def request(self: Any, subject: str, version: str, sha256: str, _reason: str, ticket: str, who: Any) -> Any:
        return await original(self, subject, version, sha256, "scheduled update of the model", ticket, who)

    return request


DEFECT = Defect(
    id="sox-01-reason-by-default",
    title="Every change gets the same reason, whatever was given",
    must_catch=("SOX-01", "SOX-04"),
    may_also_catch=("SOX-03", "SOX-08"),
    changes=("api",),
    replaces={"reference_platform.api.model_changes:ModelChanges._request": fills_in_a_reason},
    on=remember,
    off=forget,
)
