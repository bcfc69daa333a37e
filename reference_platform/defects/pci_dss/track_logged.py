"""A message that does not fit is logged in the words of the library that read it, and those repeat what it said."""

from __future__ import annotations

import logging
from typing import Any

from reference_platform.defects.defect import Defect


def logs_what_the_library_says(original: Any) -> Any:
    def parse(topic: str, value: Any) -> Any:
        from pydantic import ValidationError

        from reference_platform.pipeline.records import SHAPES

        try:
            SHAPES[topic].model_validate_json(value or b"")
        except ValidationError as error:
            logging.getLogger("reference_platform.pipeline.records").warning("%s", error)
        return original(topic, value)

    return parse


DEFECT = Defect(
    id="pci-05-track-logged",
    title="The log of refused messages repeats codes and tracks",
    must_catch=("PCI-05",),
    may_also_catch=("PCI-01", "GDPR-02", "GDPR-11"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.records:parse": logs_what_the_library_says},
    reason="in the service logs",
)
