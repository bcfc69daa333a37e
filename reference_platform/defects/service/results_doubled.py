"""A message is sent again after a time-out although it had arrived, here every fiftieth."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

EVERY = 50


def doubles_one_in_fifty(original: Any) -> Any:
    count = 0

    def produce(self: Any, message: Any) -> None:
        nonlocal count
        original(self, message)
        if message.topic == "scoring-results":
            count += 1
            if count % EVERY == 0:
                original(self, message)

    return produce


DEFECT = Defect(
    id="e2e-07-results-doubled",
    title="One result in fifty is sent twice",
    must_catch=("E2E-07",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.worker:Worker._produce": doubles_one_in_fifty},
)
