"""What cannot be decided is set aside as any other event that cannot be used, and nobody ever takes it up again."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def gives_up(original: Any) -> Any:
    def score(self: Any, request_id: str, customer_id: str, features: Any) -> Any:
        from reference_platform.pipeline.outages import Away
        from reference_platform.pipeline.records import Rejected

        try:
            return original(self, request_id, customer_id, features)
        except Away as away:
            if "503" in str(away):
                raise Rejected("stopped", "decisions are stopped") from away
            raise

    return score


DEFECT = Defect(
    id="aia-04-events-set-aside",
    title="Events that arrive while decisions are stopped are never decided",
    must_catch=("AIA-04",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.outside:Scorer.score": gives_up},
)
