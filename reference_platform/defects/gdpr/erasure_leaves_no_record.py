"""The job table is taken for a queue: what is done can no longer be asked for, and so nobody can show it."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, swap


def finds_pending_only(original: Any) -> Any:
    return swap(original, "where erasure_id = $1", "where erasure_id = $1 and completed_at is null")


DEFECT = Defect(
    id="gdpr-06-erasure-leaves-no-record",
    title="An erasure that is done leaves no record of who asked and when",
    must_catch=("GDPR-06",),
    changes=("api",),
    replaces={"reference_platform.api.erasures:FIND": finds_pending_only},
)
