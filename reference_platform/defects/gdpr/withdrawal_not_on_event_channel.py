"""The event channel works on a copy of the register into which withdrawals are never brought."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect, swap

EVER = "exists (select from lawful_basis b where b.customer_id = {} and b.purpose = 'credit_scoring')"


def on(bench: Bench) -> None:
    bench.change_function(
        "record_score",
        "if not lock_scoring_basis(p_customer_id) then",
        "if not (lock_scoring_basis(p_customer_id) or p_scored_by = 'pipeline' and "
        f"{EVER.format('p_customer_id')}) then",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


def admits_who_ever_agreed(original: str) -> str:
    return swap(original, "and ended_at is null", "")


def locks_nothing(original: str) -> str:
    return swap(original, "lock_scoring_basis(%s)", EVER.format("%s"))


def reads_whoever_agreed(original: str) -> str:
    return swap(original, " and b.ended_at is null", "")


DEFECT = Defect(
    id="gdpr-04-withdrawal-not-on-event-channel",
    title="After a withdrawal the event channel scores on",
    must_catch=("GDPR-04",),
    may_also_catch=("GDPR-03",),
    changes=("api", "pipeline"),
    replaces={
        "reference_platform.api.customers:FEATURES_FOR_SCORING": reads_whoever_agreed,
        "reference_platform.pipeline.store:ADMISSION": admits_who_ever_agreed,
        "reference_platform.pipeline.store:LOCK_AND_CHECK": locks_nothing,
    },
    on=on,
    off=off,
)
