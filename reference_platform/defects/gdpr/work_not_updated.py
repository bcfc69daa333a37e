"""A newer record of the customer system updates what the sales department looks at, not the years in work."""

from __future__ import annotations

from reference_platform.defects.defect import Defect, swap


def leaves_work_alone(original: str) -> str:
    return swap(original, "employment_years = excluded.employment_years, ", "")


DEFECT = Defect(
    id="gdpr-09-work-not-updated",
    title="Corrected years in employment from the customer system are dropped",
    must_catch=("GDPR-09",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:STORE_FEATURES": leaves_work_alone},
)
