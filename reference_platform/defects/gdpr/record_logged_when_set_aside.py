"""A record that is set aside is logged as it came, because the dead letter says too little."""

from __future__ import annotations

import logging
from typing import Any

from reference_platform.defects.defect import Defect


def logs_the_record(original: Any) -> Any:
    def read(message: Any) -> Any:
        from reference_platform.pipeline.records import Rejected

        item = original(message)
        if isinstance(item.content, Rejected):
            logging.getLogger("reference_platform.pipeline.worker").warning("cannot read %r", message.value())
        return item

    return read


DEFECT = Defect(
    id="gdpr-11-record-logged-when-set-aside",
    title="The log holds records that could not be read",
    must_catch=("GDPR-11",),
    may_also_catch=("GDPR-02", "GDPR-06"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.worker:read": logs_the_record},
)
