"""Whoever has a basis is a customer again, so the question of an earlier erasure is not asked any more."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def asks_only_without_a_basis(original: Any) -> Any:
    def require(self: Any, event_time: Any) -> None:
        original(self, None if self.has_basis else event_time)

    return require


DEFECT = Defect(
    id="gdpr-06-new-basis-forgives",
    title="With a new basis, records from before the erasure come back",
    must_catch=("GDPR-06",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:Admission.require": asks_only_without_a_basis},
)
