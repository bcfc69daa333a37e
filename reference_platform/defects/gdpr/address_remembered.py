"""Whoever delivers messages remembers the address of each customer, and never asks again."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def remembers(original: Any) -> Any:
    known: dict[str, tuple[str, str]] = {}

    def addressed(notification_id: str, customer_id: str, name: str | None, email: str | None) -> Any:
        if name and email:
            name, email = known.setdefault(customer_id, (name, email))
        return original(notification_id, customer_id, name, email)

    return addressed


DEFECT = Defect(
    id="gdpr-09-address-remembered",
    title="Messages go to the address that a customer had first",
    must_catch=("GDPR-09",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.outbox:addressed": remembers},
)
