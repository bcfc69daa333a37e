"""One partition was paused after an error and is never resumed; the others hide it, for most records get through."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

TOPIC, PARTITION = "scoring-requests", 1


def without_one_partition(original: Any) -> Any:
    def read_batch(self: Any) -> list[Any]:
        return [item for item in original(self) if (item.place.topic, item.place.partition) != (TOPIC, PARTITION)]

    return read_batch


DEFECT = Defect(
    id="slo-05-part-never-read",
    title="Records in one partition of the scoring requests are never processed",
    must_catch=("SLO-05",),
    may_also_catch=("E2E-07", "E2E-08", "GDPR-01", "GDPR-03", "GDPR-04", "GDPR-06", "GDPR-07", "GDPR-11"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.worker:Worker._read_batch": without_one_partition},
    reason="part",
)
