"""The job that erases writes its own name into the record, not that of whoever asked."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "erase_customer",
        "p_customer_id, p_reason, p_requested_by, erase_customer.erased_at",
        "p_customer_id, p_reason, 'system', erase_customer.erased_at",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-06-erased-by-system",
    title="The record of an erasure names the system as whoever asked",
    must_catch=("GDPR-06",),
    on=on,
    off=off,
)
