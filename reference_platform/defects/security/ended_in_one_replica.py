"""One of two replicas still runs the release from before tokens ended."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica


def never_ends_in_one_replica(original: Any) -> Any:
    def has_ended(self: Any) -> bool:
        return not in_one_replica() and bool(original(self))

    return has_ended


DEFECT = Defect(
    id="sec-01-ended-in-one-replica",
    title="One replica does not look whether a token has ended",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.identity:Caller.has_ended": never_ends_in_one_replica},
    reason="calls that did not refuse who has no right",
)
