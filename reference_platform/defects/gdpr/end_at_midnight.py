"""A basis ends in the books at the end of the day, although it bites at once."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "end_basis",
        "set ended_at = clock_timestamp()",
        "set ended_at = date_trunc('day', clock_timestamp()) + interval '1 day'",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-04-end-at-midnight",
    title="A withdrawal is on record for the end of the day",
    must_catch=("GDPR-04",),
    may_also_catch=("GDPR-12",),
    on=on,
    off=off,
)
