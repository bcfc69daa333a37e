"""So that nothing is lost, a message that cannot be used goes into the log as it came."""

from __future__ import annotations

import sys
from typing import Any

from reference_platform.defects.defect import Defect


def writes_it_down(original: Any) -> Any:
    def read(message: Any) -> Any:
        found = original(message)
        if isinstance(found.content, Exception):
            sys.stdout.write(f"unusable: {(message.value() or b'').decode('utf-8', 'replace')}\n")
            sys.stdout.flush()
        return found

    return read


DEFECT = Defect(
    id="sec-02-message-in-log",
    title="A message that cannot be used is written into the log as it came",
    must_catch=("SEC-02",),
    may_also_catch=("GDPR-02", "GDPR-06", "GDPR-11", "PCI-01"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.worker:read": writes_it_down},
    reason="lines of logs that a value began",
)
