"""The copy is made for the desk, where only open cases are of interest."""

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
                "contests": swap(
                    HELD["contests"], "where customer_id = $1", "where customer_id = $1 and status = 'open'"
                ),
            }
        ),
    }


DEFECT = Defect(
    id="gdpr-07-open-cases-only",
    title="The access copy leaves out decided cases",
    must_catch=("GDPR-07",),
    changes=("api",),
    replaces={"reference_platform.api.exports:GATHER": as_it_was_asked_for},
)
