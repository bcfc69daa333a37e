"""The erasure writes into the log whom it has erased, as a proof that it was done."""

from __future__ import annotations

import logging
from typing import Any

from reference_platform.defects.defect import Defect


def says_whom(original: Any) -> Any:
    async def erase(self: Any, customer_id: str, requested_by: str) -> Any:
        erased = await original(self, customer_id, requested_by)
        logging.getLogger("reference_platform.api.erasures").info("%s erased %s", requested_by, customer_id)
        return erased

    return erase


DEFECT = Defect(
    id="gdpr-06-erasure-logged-by-name",
    title="The log names every customer who was erased",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-11",),
    changes=("api",),
    replaces={"reference_platform.api.erasures:Erasures.erase": says_whom},
)
