"""The vault lists cards by token, and the copy asks it by the number of the customer."""

from __future__ import annotations

from collections.abc import Mapping

from reference_platform.defects.defect import Defect, swap


def as_it_was_asked_for(original: Mapping[str, str]) -> dict[str, str]:
    from reference_platform.api.exports import HELD, gathering

    return {
        **original,
        "access": gathering({**HELD, "cards": swap(HELD["cards"], "where customer_id = $1", "where token = $1")}),
    }


DEFECT = Defect(
    id="gdpr-07-cards-left-out",
    title="The access copy leaves out cards",
    must_catch=("GDPR-07",),
    changes=("api",),
    replaces={"reference_platform.api.exports:GATHER": as_it_was_asked_for},
)
