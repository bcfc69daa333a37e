"""Cards and loans have departments of their own, which were asked about erasures and not about the clean-up."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "erase_customer",
        "card_vault.forget(p_customer_id)",
        "case p_reason when 'retention' then 0 else card_vault.forget(p_customer_id) end",
    )
    bench.change_function(
        "erase_customer",
        "where customer_id = $1', place[2]) using p_customer_id;",
        "where customer_id = $1 and (%L <> ''loan_outcomes'' or $2 <> ''retention'')', place[2], place[2])\n"
        "            using p_customer_id, p_reason;",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-05-cards-outlive-purge",
    title="Cards and loans of customers who are too old outlive the clean-up",
    must_catch=("GDPR-05",),
    may_also_catch=("GDPR-12", "PCI-07"),
    on=on,
    off=off,
)
