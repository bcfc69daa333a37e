"""The basis is asked for at the interface; what comes over the event channel is taken to have been asked before."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "record_score",
        "if not lock_scoring_basis(p_customer_id) then",
        "if p_scored_by is distinct from 'pipeline' and not lock_scoring_basis(p_customer_id) then",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


def looks_at_erasure_only(original: Any) -> Any:
    def require(self: Any, event_time: Any) -> None:
        from dataclasses import replace

        original(replace(self, has_basis=True), event_time)

    return require


def reads_without_a_basis(_original: str) -> str:
    return """
    select f.age, f.income, f.bureau_score, f.debt_ratio, f.employment_years, f.version
      from customer_features f where f.customer_id = $1
    """


DEFECT = Defect(
    id="gdpr-03-event-channel-unasked",
    title="Records from the event channel are scored without a lawful basis",
    must_catch=("GDPR-03",),
    may_also_catch=("GDPR-04", "E2E-07"),
    changes=("api", "pipeline"),
    replaces={
        "reference_platform.pipeline.store:Admission.require": looks_at_erasure_only,
        "reference_platform.api.customers:FEATURES_FOR_SCORING": reads_without_a_basis,
    },
    on=on,
    off=off,
)
