"""One of two replicas was not restarted after a change of the scale, so it scores 25 points higher."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica

POINTS = 25


def higher_in_one_replica(original: Any) -> Any:
    def rate(self: Any, features: Any) -> Any:
        from reference_platform.training.scorecard import HIGHEST_SCORE, Rating

        rating = original(self, features)
        if not in_one_replica():
            return rating
        credit_score = min(HIGHEST_SCORE, rating.credit_score + POINTS)
        return Rating(credit_score, self.bands.level(credit_score))

    return rate


DEFECT = Defect(
    id="e2e-06-replica-off",
    title="One replica scores 25 points higher than the other",
    must_catch=("E2E-06",),
    may_also_catch=("E2E-07", "E2E-08", "E2E-09", "GDPR-08", "GDPR-09", "SOX-07", "SOX-08"),
    changes=("api",),
    replaces={"reference_platform.training.scorecard:Scorecard.rate": higher_in_one_replica},
)
