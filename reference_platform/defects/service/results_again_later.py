"""A job sends results of the last seconds once more, in case somebody missed them."""

from __future__ import annotations

import threading
from typing import Any

from reference_platform.defects.defect import Defect

LATER_S = 10.0


def sends_again_later(original: Any) -> Any:
    def produce(self: Any, message: Any) -> None:
        original(self, message)
        if message.topic == "scoring-results":
            again = threading.Timer(LATER_S, original, (self, message))
            again.daemon = True
            again.start()

    return produce


DEFECT = Defect(
    id="e2e-07-results-again-later",
    title="Each result is sent once more ten seconds later",
    must_catch=("E2E-07",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.worker:Worker._produce": sends_again_later},
    reason="results that are not one each",
)
