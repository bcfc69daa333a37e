"""The access copy gives what the customer once told, and leaves out what the platform made of it."""

from __future__ import annotations

from collections.abc import Mapping

from reference_platform.defects.defect import Defect


def without_results(original: Mapping[str, str]) -> dict[str, str]:
    from reference_platform.api.exports import HELD, gathering

    told = {name: query for name, query in HELD.items() if name not in ("results", "contests")}
    return {**original, "access": gathering(told)}


DEFECT = Defect(
    id="gdpr-07-copy-without-scores",
    title="The access copy leaves out scores, explanations and contests",
    must_catch=("GDPR-07",),
    changes=("api",),
    replaces={"reference_platform.api.exports:GATHER": without_results},
)
