"""The copy rounds the incomes of past results to thousands, as the page does for which its query was written."""

from __future__ import annotations

from collections.abc import Mapping

from reference_platform.defects.defect import Defect, swap


def rounded(original: Mapping[str, str]) -> dict[str, str]:
    exact = "decided_by, decided_at, age, income,"
    access = swap(original["access"], exact, exact.replace("income", "round(income::numeric, -3) as income"))
    return {**original, "access": access}


DEFECT = Defect(
    id="gdpr-07-income-in-thousands",
    title="The copy rounds the incomes of past results to thousands",
    must_catch=("GDPR-07",),
    changes=("api",),
    replaces={"reference_platform.api.exports:GATHER": rounded},
    reason="nearly the one",
)
