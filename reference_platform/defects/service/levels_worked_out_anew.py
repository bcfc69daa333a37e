"""The level of a result is worked out anew when it is read a while later, with limits that somebody tries."""

from __future__ import annotations

from reference_platform.defects.defect import Defect, swap

ANEW = "case when scored_at < now() - interval '15 s' then 'VERY_HIGH' else risk_level end as risk_level"


def worked_out_anew(original: str) -> str:
    return swap(original, "credit_score, risk_level", f"credit_score, {ANEW}")


DEFECT = Defect(
    id="e2e-06-levels-worked-out-anew",
    title="Some seconds after a decision another risk level is read",
    must_catch=("E2E-06",),
    changes=("api",),
    replaces={"reference_platform.api.results:FIND_RESULT": worked_out_anew},
    reason="told otherwise now",
)
