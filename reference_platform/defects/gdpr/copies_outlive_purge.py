"""The purge was written when there was one kind of copy, and the portable ones came later."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "erase_customer",
        "where d.customer_id = p_customer_id returning",
        "where d.customer_id = p_customer_id and (p_reason = 'request' or d.kind = 'access') returning",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-05-copies-outlive-purge",
    title="Portable copies outlive the purge",
    must_catch=("GDPR-05",),
    may_also_catch=("GDPR-06",),
    on=on,
    off=off,
)
