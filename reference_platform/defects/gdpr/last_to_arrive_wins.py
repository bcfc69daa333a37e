"""Customer records overwrite whatever is stored, so one that was held up on its way undoes a correction."""

from __future__ import annotations

from reference_platform.defects.defect import Defect, swap


def without_guard(original: str) -> str:
    return swap(original, "where f.event_time <= excluded.event_time", "")


DEFECT = Defect(
    id="gdpr-09-last-to-arrive-wins",
    title="A late older customer record overwrites newer figures",
    must_catch=("GDPR-09",),
    may_also_catch=("E2E-07",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:STORE_FEATURES": without_guard},
)
