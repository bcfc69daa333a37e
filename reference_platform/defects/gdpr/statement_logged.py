"""What customers say against decisions is logged, to find out which complaints are frequent."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def logs_the_statement(original: Any) -> Any:
    import logging

    log = logging.getLogger("reference_platform.api.contests")

    async def open_(self: Any, request_id: str, statement: str, opened_by: str) -> Any:
        log.info("contested: %s", statement)
        return await original(self, request_id, statement, opened_by)

    return open_


DEFECT = Defect(
    id="gdpr-11-statement-logged",
    title="The log holds what customers say against decisions",
    must_catch=("GDPR-11",),
    may_also_catch=("GDPR-06",),
    changes=("api",),
    replaces={"reference_platform.api.contests:Contests.open": logs_the_statement},
)
