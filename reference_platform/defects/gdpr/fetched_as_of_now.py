"""A record is stamped with the time at which it was fetched, so a system that is behind has the newest one."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def stamps_now(original: Any) -> Any:
    async def customer(self: Any, customer_id: str) -> Any:
        from datetime import UTC, datetime

        found = await original(self, customer_id)
        return found.model_copy(update={"event_time": datetime.now(UTC)})

    return customer


DEFECT = Defect(
    id="gdpr-09-fetched-as-of-now",
    title="What is fetched from the customer system undoes newer corrections",
    must_catch=("GDPR-09",),
    changes=("api",),
    replaces={"reference_platform.api.crm:Crm.customer": stamps_now},
)
