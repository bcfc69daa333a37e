"""The purge asks whether there is a legal hold, and does not read whether it was lifted."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "purge_customer",
        "elsif on_legal_hold(p_customer_id) then",
        "elsif exists (select from legal_holds h where h.customer_id = p_customer_id) then",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-05-once-held",
    title="Whoever was ever on legal hold is never purged",
    must_catch=("GDPR-05",),
    on=on,
    off=off,
)
