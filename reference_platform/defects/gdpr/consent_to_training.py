"""Somebody takes "consents to the use of the data by our models" for consent to be scored by them."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect, swap


def on(bench: Bench) -> None:
    bench.change_function(
        "lock_scoring_basis",
        "b.purpose = 'credit_scoring' and b.ended_at is null",
        "b.ended_at is null and (b.purpose = 'credit_scoring' or b.purpose = 'model_training' and b.basis = 'consent')",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


def of_the_features(original: str) -> str:
    return swap(
        original,
        "b.purpose = 'credit_scoring' and b.ended_at is null",
        "b.ended_at is null and (b.purpose = 'credit_scoring' or b.purpose = 'model_training' and b.basis = 'consent')",
    )


def of_the_admission(original: str) -> str:
    return swap(
        original,
        "purpose = 'credit_scoring'\n                and ended_at is null",
        "ended_at is null and (purpose = 'credit_scoring' or purpose = 'model_training' and basis = 'consent')",
    )


DEFECT = Defect(
    id="gdpr-03-consent-to-training",
    title="A consent to model training is enough to be scored",
    must_catch=("GDPR-03",),
    may_also_catch=("GDPR-04",),
    changes=("api", "pipeline"),
    replaces={
        "reference_platform.api.customers:FEATURES_FOR_SCORING": of_the_features,
        "reference_platform.pipeline.store:ADMISSION": of_the_admission,
    },
    on=on,
    off=off,
)
