"""Headers of messages are for tracing, so the log has all of them, whatever a sender puts there."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def logs_headers(original: Any) -> Any:
    def read(message: Any) -> Any:
        import logging

        headers = {name: (value or b"").decode("utf-8", "replace") for name, value in message.headers() or ()}
        logging.getLogger("reference_platform.pipeline.worker").warning("a message with the headers %s", headers)
        return original(message)

    return read


DEFECT = Defect(
    id="gdpr-02-headers-logged",
    title="The log holds whatever stands in the headers of messages",
    must_catch=("GDPR-02",),
    may_also_catch=("GDPR-11", "GDPR-06"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.worker:read": logs_headers},
    reason="sensitive details that are kept",
)
