"""Whatever report the bureau sends is taken for the one that was asked for, also when it is about somebody else."""

from __future__ import annotations

from typing import Any

import httpx

from reference_platform.defects.defect import Defect


def takes_any_report(_original: Any) -> Any:
    def score_of(self: Any, customer_id: str) -> int | None:
        try:
            response = self._http.get(f"/reports/{customer_id}")
            score = response.json().get("credit_score") if response.status_code == 200 else None
        except (httpx.HTTPError, ValueError):
            return None
        return score if type(score) is int and 300 <= score <= 850 else None

    return score_of


DEFECT = Defect(
    id="e2e-08-somebody-elses-report",
    title="A bureau report about somebody else is used",
    must_catch=("E2E-08",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.outside:Bureau.score_of": takes_any_report},
)
