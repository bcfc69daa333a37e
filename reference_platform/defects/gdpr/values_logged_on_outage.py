"""When the database is away, the statement that failed is logged with its values so that it can be repeated."""

from __future__ import annotations

import logging
from typing import Any

from reference_platform.defects.defect import Defect


def logs_what_failed(original: Any) -> Any:
    async def row(self: Any, statement: str, *values: Any) -> Any:
        try:
            return await original(self, statement, *values)
        except Exception:
            logging.getLogger("reference_platform.api.database").warning("not done: %s %s", statement, values)
            raise

    return row


DEFECT = Defect(
    id="gdpr-11-values-logged-on-outage",
    title="During an outage of the database the log holds the customers' data",
    must_catch=("GDPR-11",),
    may_also_catch=("GDPR-06",),
    changes=("api",),
    replaces={"reference_platform.api.database:Database.row": logs_what_failed},
)
