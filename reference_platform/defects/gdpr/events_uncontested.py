"""The form for contests looks for decisions of the branch that asked, and those by events belong to no branch."""

from __future__ import annotations

from reference_platform.defects.defect import Defect, swap


def of_requests_only(original: str) -> str:
    return swap(original, "where r.request_id = $2", "where r.request_id = $2 and r.scored_by <> 'pipeline'")


DEFECT = Defect(
    id="gdpr-10-events-uncontested",
    title="Decisions that were made by an event cannot be contested",
    must_catch=("GDPR-10",),
    changes=("api",),
    replaces={"reference_platform.api.contests:OPEN": of_requests_only},
    reason="a person cannot change",
)
