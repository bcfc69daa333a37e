"""One of two replicas still runs the release from before the gate, because its restart was forgotten."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica
from reference_platform.defects.gdpr._unasked import Unasked, add_function, drop_function


def asks_in_the_other_replica(original: Any) -> Any:
    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        return await original(Unasked(self) if in_one_replica() else self, candidate, scored_by)

    return record


DEFECT = Defect(
    id="gdpr-03-one-replica-unasked",
    title="One replica scores without a lawful basis, the other one asks",
    must_catch=("GDPR-03",),
    may_also_catch=("GDPR-04", "GDPR-06", "E2E-07"),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": asks_in_the_other_replica},
    on=add_function,
    off=drop_function,
)
