"""The copy shows on what the customer is processed now, not on what this was done before."""

from __future__ import annotations

from collections.abc import Mapping

from reference_platform.defects.defect import Defect, swap


def as_it_was_asked_for(original: Mapping[str, str]) -> dict[str, str]:
    from reference_platform.api.exports import HELD, gathering

    return {
        **original,
        "access": gathering(
            {
                **HELD,
                "lawful_bases": swap(
                    HELD["lawful_bases"], "where customer_id = $1", "where customer_id = $1 and ended_at is null"
                ),
            }
        ),
    }


DEFECT = Defect(
    id="gdpr-07-bases-in-force-only",
    title="The access copy leaves out bases that have ended",
    must_catch=("GDPR-07",),
    changes=("api",),
    replaces={"reference_platform.api.exports:GATHER": as_it_was_asked_for},
)
