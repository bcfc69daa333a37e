"""What is on hold is taken out of the count of old data, so nobody ever looks at it again."""

from __future__ import annotations

from reference_platform.defects.defect import Defect, swap

HELD = "exists (select from legal_holds x where x.customer_id = l.customer_id and x.lifted_at is null)"


def is_never_overdue(original: str) -> str:
    return swap(original, "l.overdue_since < now()", f"l.overdue_since < now() and not {HELD}")


DEFECT = Defect(
    id="gdpr-05-hold-not-flagged",
    title="Overdue data on legal hold is not shown as overdue",
    must_catch=("GDPR-05",),
    changes=("api",),
    replaces={"reference_platform.api.retention:FIND_HOLD": is_never_overdue},
)
