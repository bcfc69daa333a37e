"""The query of results was joined to the register to print the basis beside each, and the join lost the customer."""

from __future__ import annotations

from collections.abc import Mapping

from reference_platform.defects.defect import Defect, swap


def joined_by_time(original: Mapping[str, str]) -> dict[str, str]:
    without_customer = swap(
        original["access"],
        "from scoring_results where customer_id = $1 order by scored_at",
        "from scoring_results r where exists (select from lawful_basis b"
        " where b.customer_id = $1 and b.recorded_at <= r.scored_at) order by scored_at",
    )
    return {**original, "access": without_customer}


DEFECT = Defect(
    id="gdpr-07-copy-of-others",
    title="The access copy holds results of everybody who was scored since",
    must_catch=("GDPR-07",),
    may_also_catch=("GDPR-06",),
    changes=("api",),
    replaces={"reference_platform.api.exports:GATHER": joined_by_time},
)
