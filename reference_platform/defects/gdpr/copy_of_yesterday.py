"""A copy takes long to make, so that whoever has had one gets the same one again; only a new score makes another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect

MADE_BEFORE = """
select document_id, kind, created_at, sha256 from customer_documents
 where customer_id = $1 and kind = $2 and sha256 is not null
   and created_at > coalesce((select max(scored_at) from scoring_results where customer_id = $1), 'epoch')
 order by created_at desc limit 1
"""


def the_one_made_before(original: Callable[..., Any]) -> Callable[..., Any]:
    async def make(self: Any, customer_id: str, kind: str, requested_by: str) -> Any:
        from reference_platform.api.exports import Export

        row = await self._database.row(MADE_BEFORE, customer_id, kind)
        return Export(*row) if row is not None else await original(self, customer_id, kind, requested_by)

    return make


DEFECT = Defect(
    id="gdpr-09-copy-of-yesterday",
    title="A copy made before a correction is handed out again after it",
    must_catch=("GDPR-09",),
    may_also_catch=("GDPR-07",),
    changes=("api",),
    replaces={"reference_platform.api.exports:Exports.make": the_one_made_before},
    reason="corrected figures that",
)
