"""A limit between two risk levels is overridden by a setting of the deployment, "until the next release"."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember

POINTS = 2


def is_overridden(original: Any) -> Any:
    async def now(self: Any) -> Any:
        from dataclasses import replace

        found = await original(self)
        if found is None:
            return None
        bands = replace(found.bands, medium=found.bands.medium - POINTS)
        return replace(found, bands=bands, bands_sha256=bands.sha256)

    return now


DEFECT = Defect(
    id="sox-08-limit-edited",
    title="A limit between two risk levels was overridden without a change on record",
    must_catch=("SOX-08", "SOX-02"),
    may_also_catch=("E2E-06", "GDPR-08", "GDPR-09", "GDPR-10"),
    changes=("api",),
    replaces={"reference_platform.api.authorised:Authorisations.now": is_overridden},
    on=remember,
    off=forget,
)
