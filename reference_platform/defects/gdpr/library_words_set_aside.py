"""The reason for setting a record aside is the library's own message, which repeats the value it complains of."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def says_it_in_the_librarys_words(original: Any) -> Any:
    def parse(topic: str, value: bytes | None) -> Any:
        from pydantic import ValidationError

        from reference_platform.pipeline.records import SHAPES, Rejected

        try:
            return original(topic, value)
        except Rejected as rejected:
            try:
                SHAPES[topic].model_validate_json(value or b"")
            except ValidationError as error:
                raise Rejected(rejected.reason, str(error)) from None
            raise

    return parse


DEFECT = Defect(
    id="gdpr-02-library-words-set-aside",
    title="What is set aside repeats the values of unknown fields",
    must_catch=("GDPR-02",),
    may_also_catch=("E2E-07", "GDPR-06", "GDPR-11", "PCI-01", "PCI-05"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.records:parse": says_it_in_the_librarys_words},
)
