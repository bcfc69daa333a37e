"""Whether somebody may be scored is asked where the score is made; what arrives before that is simply stored."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def looks_at_erasure_only(original: Any) -> Any:
    def require(self: Any, event_time: Any) -> None:
        from dataclasses import replace

        original(replace(self, has_basis=True), event_time)

    return require


DEFECT = Defect(
    id="gdpr-03-kept-without-a-basis",
    title="Figures of customers without a basis are kept, only the score is refused",
    must_catch=("GDPR-03",),
    may_also_catch=("E2E-07", "GDPR-04", "GDPR-06"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:Admission.require": looks_at_erasure_only},
    reason="without a basis",
)
