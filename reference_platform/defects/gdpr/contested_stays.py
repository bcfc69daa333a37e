"""Files with a case are kept "for the lawyers", and nobody recorded a legal hold for them."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "purge_customer",
        "elsif on_legal_hold(p_customer_id) then",
        "elsif on_legal_hold(p_customer_id) or exists "
        "(select from contests c where c.customer_id = p_customer_id) then",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-05-contested-stays",
    title="Whoever has contested a decision is never purged",
    must_catch=("GDPR-05",),
    on=on,
    off=off,
)
