"""A bureau score outside the scale is moved to the nearest end of it, and a fault becomes the best score there is."""

from __future__ import annotations

from typing import Any

import httpx

from reference_platform.defects.defect import Defect


def repairs_the_score(_original: Any) -> Any:
    def score_of(self: Any, customer_id: str) -> int | None:
        try:
            response = self._http.get(f"/reports/{customer_id}")
            report = response.json() if response.status_code == 200 else {}
        except (httpx.HTTPError, ValueError):
            return None
        score = report.get("credit_score") if report.get("customer_id") == customer_id else None
        return max(300, min(850, score)) if type(score) is int else None

    return score_of


DEFECT = Defect(
    id="e2e-08-impossible-score-capped",
    title="An impossible bureau score becomes the best there is",
    must_catch=("E2E-08",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.outside:Bureau.score_of": repairs_the_score},
)
