"""A refused customer is put on a list to be looked at, and whoever is on the list for a second counts as looked at."""

from __future__ import annotations

import time
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.gdpr._unasked import Unasked, add_function, drop_function

LOOKED_AT_AFTER_S = 1.5


def forgives_in_time(original: Any) -> Any:
    refused: dict[str, float] = {}

    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        from reference_platform.api.problems import Problem

        since = refused.get(candidate.customer_id)
        try:
            return await original(self, candidate, scored_by)
        except Problem as problem:
            if problem.kind != "no-lawful-basis":
                raise
            refused.setdefault(candidate.customer_id, time.monotonic())
            if since is None or time.monotonic() - since < LOOKED_AT_AFTER_S:
                raise
            return await original(Unasked(self), candidate, scored_by)

    return record


DEFECT = Defect(
    id="gdpr-04-back-after-a-second",
    title="Whoever was refused for a second is scored again",
    must_catch=("GDPR-04",),
    may_also_catch=("GDPR-03", "GDPR-06", "E2E-07"),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": forgives_in_time},
    on=add_function,
    off=drop_function,
    reason="what was not refused",
)
