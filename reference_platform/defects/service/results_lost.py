"""A result whose delivery is not waited for is lost now and then, here every fiftieth."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

EVERY = 50


def loses_one_in_fifty(original: Any) -> Any:
    count = 0

    def produce(self: Any, message: Any) -> None:
        nonlocal count
        if message.topic == "scoring-results":
            count += 1
        if message.topic != "scoring-results" or count % EVERY:
            original(self, message)

    return produce


DEFECT = Defect(
    id="e2e-07-results-lost",
    title="One result in fifty is never sent",
    must_catch=("E2E-07",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.worker:Worker._produce": loses_one_in_fifty},
)
