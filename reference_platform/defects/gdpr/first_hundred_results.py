"""The copy reads a page of results, as the screen does that it was written for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_platform.defects.defect import Defect, swap


def reads_one_page(original: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**original, "access": swap(original["access"], "order by scored_at", "order by scored_at limit 100")}


DEFECT = Defect(
    id="gdpr-07-first-hundred-results",
    title="Of more than a hundred results the rest is in no copy",
    must_catch=("GDPR-07",),
    changes=("api",),
    replaces={"reference_platform.api.exports:GATHER": reads_one_page},
    reason="results, those that the copy lacks",
)
