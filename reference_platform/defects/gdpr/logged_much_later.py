"""A job that looks after new customers writes to the log whom it will write to, when it gets round to it."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

LATER_S = 4.0


def is_followed_by_a_log_line(original: Any) -> Any:
    import logging
    import threading

    log = logging.getLogger("reference_platform.pipeline.store")

    def store_customer(self: Any, record: Any, *rest: Any) -> None:
        original(self, record, *rest)
        address = record.contact.email if record.contact else record.customer_id
        timer = threading.Timer(LATER_S, log.info, ("welcome letter to %s", address))
        timer.daemon = True
        timer.start()

    return store_customer


DEFECT = Defect(
    id="gdpr-11-logged-much-later",
    title="The log names each customer some time after the record came in",
    must_catch=("GDPR-11",),
    may_also_catch=("GDPR-06",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:Store.store_customer": is_followed_by_a_log_line},
)
