"""Loans are shown as far as they went wrong, as the bureau is told of them."""

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
                "loan_outcomes": swap(
                    HELD["loan_outcomes"], "where customer_id = $1", "where customer_id = $1 and outcome = 'defaulted'"
                ),
            }
        ),
    }


DEFECT = Defect(
    id="gdpr-07-good-loans-left-out",
    title="The access copy leaves out loans that were paid back",
    must_catch=("GDPR-07",),
    changes=("api",),
    replaces={"reference_platform.api.exports:GATHER": as_it_was_asked_for},
)
