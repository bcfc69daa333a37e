"""A withdrawal ends a basis at once; an objection is noted, and a job of the night works it in."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect, swap

IN_FORCE = "(b.ended_at is null or b.ended_at > now())"


def on(bench: Bench) -> None:
    bench.change_function(
        "end_basis",
        "set ended_at = clock_timestamp()",
        "set ended_at = clock_timestamp() + case p_end_reason when 'objected' then interval '12 hours'"
        " else interval '0' end",
    )
    bench.change_function("lock_scoring_basis", "b.ended_at is null", IN_FORCE)


def off(bench: Bench) -> None:
    bench.restore_functions()


def in_force(original: str) -> str:
    return swap(original, "b.ended_at is null", IN_FORCE)


def admits_until_the_night(original: str) -> str:
    return swap(original, "ended_at is null", "(ended_at is null or ended_at > now())")


DEFECT = Defect(
    id="gdpr-04-objection-tomorrow",
    title="An objection takes effect in the next night",
    must_catch=("GDPR-04",),
    changes=("api", "pipeline"),
    replaces={
        "reference_platform.api.customers:FEATURES_FOR_SCORING": in_force,
        "reference_platform.pipeline.store:ADMISSION": admits_until_the_night,
    },
    on=on,
    off=off,
)
