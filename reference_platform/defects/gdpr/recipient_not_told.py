"""The message service belongs to another department, and nobody tells it that a customer was erased."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def tells_nobody(_original: Any) -> Any:
    def forget(_self: Any, _customer_id: str) -> None:
        return None

    return forget


DEFECT = Defect(
    id="gdpr-06-recipient-not-told",
    title="The message service keeps name and e-mail of an erased customer",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-05",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.outside:NotificationSink.forget": tells_nobody},
    reason="that recipients keep",
)
