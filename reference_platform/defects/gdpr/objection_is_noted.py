"""An objection is written into the register for the lawyers, and the gate only knows withdrawals."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect, swap


def on(bench: Bench) -> None:
    bench.change_function(
        "lock_scoring_basis",
        "b.purpose = 'credit_scoring' and b.ended_at is null",
        "b.purpose = 'credit_scoring' and (b.ended_at is null or b.end_reason = 'objected')",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


def of_the_features(original: str) -> str:
    return swap(
        original,
        "b.purpose = 'credit_scoring' and b.ended_at is null",
        "b.purpose = 'credit_scoring' and (b.ended_at is null or b.end_reason = 'objected')",
    )


def of_the_admission(original: str) -> str:
    return swap(
        original,
        "purpose = 'credit_scoring'\n                and ended_at is null",
        "purpose = 'credit_scoring' and (ended_at is null or end_reason = 'objected')",
    )


DEFECT = Defect(
    id="gdpr-03-objection-is-noted",
    title="An objection is noted and scoring goes on",
    must_catch=("GDPR-03", "GDPR-04"),
    changes=("api", "pipeline"),
    replaces={
        "reference_platform.api.customers:FEATURES_FOR_SCORING": of_the_features,
        "reference_platform.pipeline.store:ADMISSION": of_the_admission,
    },
    on=on,
    off=off,
)
