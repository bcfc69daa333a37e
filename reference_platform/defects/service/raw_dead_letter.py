"""The whole message is kept beside the reason it was set aside for, because that makes debugging easier."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def keeps_what_was_sent(original: Any) -> Any:
    def read(message: Any) -> Any:
        item = original(message)
        item.content.__dict__["raw"] = (message.value() or b"").decode(errors="replace")
        return item

    return read


def adds_what_was_sent(original: Any) -> Any:
    def dead_letter(rejected: Any, place: Any, correlation_id: Any) -> Any:
        letter = original(rejected, place, correlation_id)
        return replace(letter, value={**letter.value, "raw": vars(rejected).get("raw")})

    return dead_letter


DEFECT = Defect(
    id="e2e-07-raw-dead-letter",
    title="What is set aside holds the message itself",
    must_catch=("E2E-07",),
    may_also_catch=("GDPR-02", "GDPR-06"),
    changes=("pipeline",),
    replaces={
        "reference_platform.pipeline.worker:read": keeps_what_was_sent,
        "reference_platform.pipeline.processing:dead_letter": adds_what_was_sent,
    },
)
