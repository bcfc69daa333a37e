"""Before it looks at ages and holds, the clean-up clears what nobody has asked for in a while: cases and cards."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "purge_customer",
        "    elsif on_legal_hold(p_customer_id) then\n",
        "    elsif on_legal_hold(p_customer_id) then\n"
        "        delete from contests c where c.customer_id = p_customer_id;\n"
        "        perform card_vault.forget(p_customer_id);\n",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-05-purge-takes-of-the-held",
    title="The clean-up takes cases and cards of customers on legal hold",
    must_catch=("GDPR-05",),
    may_also_catch=("GDPR-10", "PCI-07"),
    on=on,
    off=off,
    reason="lost",
)
