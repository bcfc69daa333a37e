"""The broker keeps messages for a week "so that we can replay", whoever has been erased since."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def only_asks(_original: Any) -> Any:
    def cut_off_input(self: Any) -> Any:
        from reference_platform.pipeline.records import SHAPES
        from reference_platform.pipeline.topics import InputProgress, offsets

        places = [place for topic in SHAPES for place in self._partitions(topic)]
        committed = [place for place in self._asked(self._consumer.committed, places, 5.0) if place.offset > 0]
        return InputProgress(offsets(committed), offsets(committed))

    return cut_off_input


DEFECT = Defect(
    id="gdpr-06-input-never-cut-off",
    title="Incoming messages about an erased customer stay until they expire",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-05",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.topics:Topics.cut_off_input": only_asks},
)
