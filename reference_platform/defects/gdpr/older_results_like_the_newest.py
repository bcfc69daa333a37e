"""The copy joins each decision with the score that the customer has now."""

from __future__ import annotations

from collections.abc import Mapping

from reference_platform.defects.defect import Defect, swap

NOW = "first_value(credit_score) over (order by scored_at desc) as credit_score"


def with_the_score_of_now(original: Mapping[str, str]) -> dict[str, str]:
    results = swap(
        original["access"], "select request_id, credit_score, risk_level", f"select request_id, {NOW}, risk_level"
    )
    return {**original, "access": results}


DEFECT = Defect(
    id="gdpr-07-older-results-like-the-newest",
    title="The copy gives every decision the score of the newest one",
    must_catch=("GDPR-07",),
    changes=("api",),
    replaces={"reference_platform.api.exports:GATHER": with_the_score_of_now},
    reason="that the copy tells otherwise",
)
