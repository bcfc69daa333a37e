"""Only a plain 200 counts as delivered, the service confirms with 202, and so each message is sent once more."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def sends_once_more(original: Any) -> Any:
    def deliver(self: Any, notification: Any) -> bool:
        original(self, notification)
        return original(self, notification)

    return deliver


DEFECT = Defect(
    id="e2e-08-message-sent-twice",
    title="Each message to a customer is sent twice under one number",
    must_catch=("E2E-08",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.outside:NotificationSink.deliver": sends_once_more},
)
