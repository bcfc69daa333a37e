"""One replica runs on a machine whose library rounds the other way: some scores are one point higher there."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica
from reference_platform.defects.sox._history import forget, remember


def rounds_up_in_one_replica(original: Any) -> Any:
    def rate(self: Any, features: Any) -> Any:
        from reference_platform.training.scorecard import HIGHEST_SCORE, Rating

        rating = original(self, features)
        if not in_one_replica():
            return rating
        credit_score = min(HIGHEST_SCORE, rating.credit_score + 1)
        return Rating(credit_score, self.bands.level(credit_score))

    return rate


DEFECT = Defect(
    id="sox-07-one-point-higher",
    title="One replica scores one point higher than was approved",
    must_catch=("SOX-07",),
    may_also_catch=("E2E-06", "E2E-07", "E2E-08", "E2E-09", "GDPR-08", "GDPR-09"),
    changes=("api",),
    replaces={"reference_platform.training.scorecard:Scorecard.rate": rounds_up_in_one_replica},
    reason="scores that differ",
    on=remember,
    off=forget,
)
