"""Whoever has ever withdrawn is on a list of those who are not to be asked again, and nobody leaves that list."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "lock_scoring_basis",
        "b.ended_at is null for share",
        "b.ended_at is null and not exists (select from lawful_basis e where e.customer_id = b.customer_id"
        " and e.purpose = b.purpose and e.ended_at is not null) for share",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-04-withdrawn-for-good",
    title="Who has withdrawn once is not scored on a new consent",
    must_catch=("GDPR-04",),
    may_also_catch=("GDPR-03", "GDPR-06"),
    on=on,
    off=off,
    reason="there is no score",
)
