"""What auditors search for is put into the statement as it is, so a quotation mark ends the text in it."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def puts_it_into_the_statement(original: Any) -> Any:
    async def read(self: Any, wanted: Any, reader: Any) -> Any:
        if "'" in (wanted.resource or ""):
            from reference_platform.api.problems import Problem

            raise Problem(500, "internal-error", 'syntax error at or near "1"')
        return await original(self, wanted, reader)

    return read


DEFECT = Defect(
    id="scan-03-quote-in-search",
    title="A quotation mark in a search ends the statement to the database",
    must_catch=("SCAN-03",),
    may_also_catch=("SCAN-06", "SEC-02"),
    changes=("api",),
    replaces={"reference_platform.api.audit:AuditLog.read": puts_it_into_the_statement},
    reason="Server error",
)
