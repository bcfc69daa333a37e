"""The fallback for a bureau that does not answer is stored like a report, so nobody can tell them apart."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def calls_it_a_report(original: Any) -> Any:
    def bureau_score(self: Any, record: Any, admission: Any) -> tuple[int, str]:
        score, origin = original(self, record, admission)
        return score, "reported" if origin == "fallback" else origin

    return bureau_score


DEFECT = Defect(
    id="e2e-08-fallback-unnamed",
    title="A fallback bureau score is called a report",
    must_catch=("E2E-08",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.processing:Processing._bureau_score": calls_it_a_report},
)
