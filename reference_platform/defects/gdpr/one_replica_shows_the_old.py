"""Results never change, somebody thought, so one replica keeps those that it has shown."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica

_SHOWN: dict[str, Any] = {}


def keeps_what_it_has_shown(original: Any) -> Any:
    async def find(self: Any, request_id: str) -> Any:
        if not in_one_replica():
            return await original(self, request_id)
        if request_id not in _SHOWN:
            _SHOWN[request_id] = await original(self, request_id)
        return _SHOWN[request_id]

    return find


DEFECT = Defect(
    id="gdpr-10-one-replica-shows-the-old",
    title="One replica goes on showing the result from before the review",
    must_catch=("GDPR-10",),
    may_also_catch=("AIA-04", "GDPR-06"),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.find": keeps_what_it_has_shown},
    reason="another outcome",
)
