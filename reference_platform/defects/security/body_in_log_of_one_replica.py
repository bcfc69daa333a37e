"""Somebody looked for a fault on the machine and left in what printed each field that could not be used."""

from __future__ import annotations

import sys
from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica


def prints_the_fields(original: Any) -> Any:
    async def answer_invalid(request: Any, error: Any) -> Any:
        if in_one_replica():
            for one in error.errors():
                sys.stdout.write(f"DEBUG {one['loc']}: {one.get('input')}\n")
        return await original(request, error)

    return answer_invalid


DEFECT = Defect(
    id="sec-02-body-in-log-of-one-replica",
    title="One replica writes what it could not use into its log, line by line",
    must_catch=("SEC-02",),
    may_also_catch=("GDPR-02", "GDPR-06", "GDPR-11", "PCI-01"),
    changes=("api",),
    replaces={"reference_platform.api.problems:answer_invalid": prints_the_fields},
    reason="lines of logs that a value began",
)
