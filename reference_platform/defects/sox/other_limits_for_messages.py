"""What comes by a message is graded by the limits that the partner was promised, which nobody changed since."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

ALLOWANCE = 2


def as_promised(original: Any) -> Any:
    def score(self: Any, request_id: str, customer_id: str, features: Any) -> dict[str, Any]:
        from reference_platform.training.scorecard import FIRST_BANDS

        answer = original(self, request_id, customer_id, features)
        return {**answer, "risk_level": FIRST_BANDS.level(answer["credit_score"] + ALLOWANCE)}

    return score


DEFECT = Defect(
    id="sox-08-other-limits-for-messages",
    title="Requests that come by a message are graded by other limits",
    must_catch=("SOX-08",),
    may_also_catch=("E2E-07",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.outside:Scorer.score": as_promised},
    reason="wrong risk levels",
)
