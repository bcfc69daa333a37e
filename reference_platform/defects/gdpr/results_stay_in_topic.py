"""Nobody thought of the topic of results as a store: erasures count as done there without looking."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def has_nothing_to_do(_original: Any) -> Any:
    def clear(_self: Any, jobs: Any) -> Any:
        return {job.erasure_id for job in jobs}

    return clear


DEFECT = Defect(
    id="gdpr-06-results-stay-in-topic",
    title="Messages about an erased customer stay in the topics",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-05", "PCI-01", "PCI-05"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.erasures:InTopics.clear": has_nothing_to_do},
)
