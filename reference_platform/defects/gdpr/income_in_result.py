"""The message of a result repeats the income it was made from, in case a consumer needs it some day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect


def repeats_the_income(original: Any) -> Any:
    def scored(self: Any, record: Any, place: Any, features: Any, origin: str, correlation_id: Any) -> Any:
        message = original(self, record, place, features, origin, correlation_id)
        given = record.features
        return replace(message, value={**message.value, "income": given.income if given else None})

    return scored


DEFECT = Defect(
    id="gdpr-01-income-in-result",
    title="The message of a result repeats the customer's income",
    must_catch=("GDPR-01",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.processing:Processing._scored": repeats_the_income},
)
