"""A withdrawal is kept as a mark with a life of its own, which was to be long and is twenty seconds."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "lock_scoring_basis",
        "b.ended_at is null for share",
        "(b.ended_at is null or b.ended_at < now() - interval '20 seconds') for share",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-04-withdrawal-lapses",
    title="Twenty seconds after a withdrawal the customer is scored again",
    must_catch=("GDPR-04",),
    may_also_catch=("GDPR-03", "GDPR-09", "GDPR-10", "E2E-07"),
    on=on,
    off=off,
    reason="those that are others now",
)
