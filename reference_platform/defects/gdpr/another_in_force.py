"""A customer counts as active while any consent is in force, so that a withdrawn one goes on beside another."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect, swap


def on(bench: Bench) -> None:
    bench.change_function(
        "lock_scoring_basis",
        "b.purpose = 'credit_scoring' and b.ended_at is null",
        "b.purpose = 'credit_scoring' and (b.ended_at is null or "
        "exists (select from lawful_basis o where o.customer_id = b.customer_id and o.ended_at is null))",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


def of_the_features(original: str) -> str:
    return swap(
        original,
        "b.purpose = 'credit_scoring' and b.ended_at is null",
        "b.purpose = 'credit_scoring' and (b.ended_at is null or "
        "exists (select from lawful_basis o where o.customer_id = b.customer_id and o.ended_at is null))",
    )


def of_the_admission(original: str) -> str:
    return swap(
        original,
        "purpose = 'credit_scoring'\n                and ended_at is null",
        "lawful_basis.purpose = 'credit_scoring' and (lawful_basis.ended_at is null or exists "
        "(select from lawful_basis o where o.customer_id = lawful_basis.customer_id and o.ended_at is null))",
    )


DEFECT = Defect(
    id="gdpr-03-another-in-force",
    title="A basis that has ended counts while another one is in force",
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
