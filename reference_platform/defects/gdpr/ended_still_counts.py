"""The register became a history, and the gate still asks only whether there is a row in it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect, swap


def on(bench: Bench) -> None:
    bench.change_function("lock_scoring_basis", " and b.ended_at is null", "")


def off(bench: Bench) -> None:
    bench.restore_functions()


def of_any_time(original: str) -> str:
    return swap(original, " and b.ended_at is null", "")


def admits_any_time(original: str) -> str:
    return swap(original, "and ended_at is null", "")


DEFECT = Defect(
    id="gdpr-04-ended-still-counts",
    title="A basis that has ended is as good as one in force",
    must_catch=("GDPR-04",),
    may_also_catch=("GDPR-03",),
    changes=("api", "pipeline"),
    replaces={
        "reference_platform.api.customers:FEATURES_FOR_SCORING": of_any_time,
        "reference_platform.pipeline.store:ADMISSION": admits_any_time,
    },
    on=on,
    off=off,
)
