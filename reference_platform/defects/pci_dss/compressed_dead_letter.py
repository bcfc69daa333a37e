"""What is set aside holds the message itself, packed and encoded, so that nobody takes it for readable."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def keeps_what_was_sent(original: Any) -> Any:
    def read(message: Any) -> Any:
        item = original(message)
        item.content.__dict__["raw"] = message.value() or b""
        return item

    return read


def packs_what_was_sent(original: Any) -> Any:
    def dead_letter(rejected: Any, place: Any, correlation_id: Any) -> Any:
        import base64
        import gzip

        letter = original(rejected, place, correlation_id)
        # Two bytes before it: the number starts at another place of the base64 than it would alone.
        packed = gzip.compress(b"v1" + base64.b64encode(b"v1" + vars(rejected).get("raw", b"")))
        return replace(letter, value={**letter.value, "message": base64.b64encode(packed).decode()})

    return dead_letter


DEFECT = Defect(
    id="pci-01-compressed-dead-letter",
    title="What is set aside holds the message, in base64 inside gzip inside base64",
    must_catch=("PCI-01",),
    may_also_catch=("PCI-05", "GDPR-02", "GDPR-06"),
    changes=("pipeline",),
    replaces={
        "reference_platform.pipeline.worker:read": keeps_what_was_sent,
        "reference_platform.pipeline.processing:dead_letter": packs_what_was_sent,
    },
    reason="card numbers that are kept",
)
