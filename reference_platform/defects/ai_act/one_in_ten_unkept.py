"""Writing every result was too slow for whoever asks by the thousand, so now and then one is not written."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect

EVERY = 10
_COUNT = itertools.count(1)


def leaves_one_out(original: Callable[..., Any]) -> Callable[..., Any]:
    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        from datetime import UTC, datetime

        from reference_platform.api.results import Result

        result = await original(self, candidate, scored_by) if _kept(candidate) else None
        rating = candidate.rating
        return result or Result(
            candidate.request_id,
            candidate.customer_id,
            rating.credit_score,
            rating.risk_level,
            candidate.model_name,
            candidate.model_version,
            datetime.now(UTC),
            "model",
        )

    return record


def _kept(candidate: Any) -> bool:
    return candidate.features_version is None or next(_COUNT) % EVERY != 0


DEFECT = Defect(
    id="aia-01-one-in-ten-unkept",
    title="One in ten decisions from stored figures is given and not kept",
    must_catch=("AIA-01", "E2E-06"),
    may_also_catch=("GDPR-03", "GDPR-04", "GDPR-07", "GDPR-08", "GDPR-09", "GDPR-10", "E2E-07", "AIA-04"),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": leaves_one_out},
)
