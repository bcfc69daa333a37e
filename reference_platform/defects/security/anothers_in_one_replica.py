"""One of two replicas still runs the release from before there were agencies."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica


def belongs_to_all_in_one_replica(original: Any) -> Any:
    async def is_free_or_of(database: Any, customer_id: str, user: str) -> bool:
        return in_one_replica() or bool(await original(database, customer_id, user))

    return is_free_or_of


DEFECT = Defect(
    id="sec-01-anothers-in-one-replica",
    title="One replica does not look whose customer it is",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.ownership:is_free_or_of": belongs_to_all_in_one_replica},
    reason="calls that reached what belongs to somebody else",
)
