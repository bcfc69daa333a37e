"""The topic of results is told of decisions that lead to a loan, and of no other change."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def sends_the_best_only(original: Any) -> Any:
    def publish(self: Any, message: Any) -> None:
        if message.value["risk_level"] == "LOW":
            original(self, message)

    return publish


DEFECT = Defect(
    id="gdpr-10-sent-if-granted",
    title="An overturned result between the levels is not sent to the topic of results",
    must_catch=("GDPR-10",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.overturned:OverturnedResults._publish": sends_the_best_only},
)
