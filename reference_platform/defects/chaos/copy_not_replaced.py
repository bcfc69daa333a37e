"""What brings a dead copy back was written for the start only: a copy that dies later is missed by nobody."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def only_at_the_start(original: Any) -> Any:
    def start_one(self: Any) -> None:
        if getattr(self, "_begun", 0) < self._count:
            self._begun = getattr(self, "_begun", 0) + 1
            original(self)

    return start_one


DEFECT = Defect(
    id="chaos-01-copy-not-replaced",
    title="A copy of the scoring service that dies is not replaced",
    must_catch=("CHAOS-01",),
    may_also_catch=("DORA-01",),
    changes=("api",),
    replaces={"reference_platform.api.replicas:Replicas._start_one": only_at_the_start},
    reason="came back by itself",
)
