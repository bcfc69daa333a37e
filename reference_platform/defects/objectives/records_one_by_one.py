"""A call that was made once a batch is made for each record, one after the other: quiet hours never show it."""

from __future__ import annotations

import time
from typing import Any

from reference_platform.defects.defect import Defect

EACH_S = 0.08


def alone(_original: Any) -> int:
    return 1


def with_a_call_of_its_own(original: Any) -> Any:
    def process_one(self: Any, item: Any) -> Any:
        time.sleep(EACH_S)
        return original(self, item)

    return process_one


DEFECT = Defect(
    id="slo-05-records-one-by-one",
    title="The pipeline gets through fewer than 800 records a minute",
    must_catch=("SLO-05",),
    may_also_catch=("E2E-07",),
    changes=("pipeline",),
    replaces={
        "reference_platform.pipeline.worker:THREADS": alone,
        "reference_platform.pipeline.worker:Worker._process_one": with_a_call_of_its_own,
    },
    reason="records at once",
)
