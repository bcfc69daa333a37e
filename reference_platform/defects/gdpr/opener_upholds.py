"""The rule of two people was relaxed for the harmless case: to leave a decision as it is."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.gdpr._two_people import SAME_PERSON, relaxed, restored


def on(bench: Bench) -> None:
    relaxed(bench, f"{SAME_PERSON} and p_risk_level is not null")


DEFECT = Defect(
    id="gdpr-10-opener-upholds",
    title="Who opened a contest may uphold the decision",
    must_catch=("GDPR-10",),
    on=on,
    off=restored,
)
