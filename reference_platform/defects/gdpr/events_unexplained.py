"""Explanations were built for those who ask at the counter; decisions by events have nobody who asks."""

from __future__ import annotations

from reference_platform.defects.defect import Defect, swap


def of_requests_only(original: str) -> str:
    return swap(original, "where r.request_id = $1", "where r.request_id = $1 and r.scored_by <> 'pipeline'")


DEFECT = Defect(
    id="gdpr-08-events-unexplained",
    title="Decisions that were made by an event are not explained",
    must_catch=("GDPR-08",),
    may_also_catch=("AIA-01",),
    changes=("api",),
    replaces={"reference_platform.api.results:FIND_ORIGIN": of_requests_only},
    reason="not explained",
)
