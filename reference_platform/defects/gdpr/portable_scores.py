"""One query serves both kinds of copy, so the portable one takes the lender's own judgement to the next lender."""

from __future__ import annotations

from collections.abc import Mapping

from reference_platform.defects.defect import Defect


def the_same_for_both(original: Mapping[str, str]) -> dict[str, str]:
    return {**original, "portability": original["access"]}


DEFECT = Defect(
    id="gdpr-07-portable-scores",
    title="The portable copy carries scores and risk levels",
    must_catch=("GDPR-07",),
    changes=("api",),
    replaces={"reference_platform.api.exports:GATHER": the_same_for_both},
)
