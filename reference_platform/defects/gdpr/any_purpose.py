"""The gate asks whether there is a basis, and forgets to ask for which purpose."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect, swap


def on(bench: Bench) -> None:
    bench.change_function("lock_scoring_basis", "and b.purpose = 'credit_scoring' ", "")


def off(bench: Bench) -> None:
    bench.restore_functions()


def of_any_purpose(original: str) -> str:
    return swap(original, "and b.purpose = 'credit_scoring' ", "")


def admits_any_purpose(original: str) -> str:
    return swap(original, "and purpose = 'credit_scoring'", "")


DEFECT = Defect(
    id="gdpr-03-any-purpose",
    title="A basis for marketing is enough to be scored",
    must_catch=("GDPR-03",),
    may_also_catch=("GDPR-04",),
    changes=("api", "pipeline"),
    replaces={
        "reference_platform.api.customers:FEATURES_FOR_SCORING": of_any_purpose,
        "reference_platform.pipeline.store:ADMISSION": admits_any_purpose,
    },
    on=on,
    off=off,
)
