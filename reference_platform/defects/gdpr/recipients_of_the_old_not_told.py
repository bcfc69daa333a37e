"""The clean-up names customers to the message service by the number of its own job, which nobody knows there."""

from __future__ import annotations

from reference_platform.defects.defect import Defect, swap


def by_its_own_number(original: str) -> str:
    told = "case reason when 'request' then customer_id else erasure_id::text end"
    return swap(original, "select erasure_id, customer_id,", f"select erasure_id, {told},")


DEFECT = Defect(
    id="gdpr-05-recipients-of-the-old-not-told",
    title="The message service keeps whom the clean-up has removed",
    must_catch=("GDPR-05",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.erasures:PENDING": by_its_own_number},
    reason="that recipients keep",
)
