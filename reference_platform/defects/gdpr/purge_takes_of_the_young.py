"""Each clean-up that removes somebody also sweeps up the decided cases, whoever's they are."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "purge_customer",
        "    perform erase_customer(p_customer_id, p_requested_by, 'retention');",
        "    perform erase_customer(p_customer_id, p_requested_by, 'retention');\n"
        "    delete from contests c where c.decided_by is not null and c.opened_at < p_as_of;",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-05-purge-takes-of-the-young",
    title="The clean-up takes decided cases of customers who are not too old",
    must_catch=("GDPR-05",),
    may_also_catch=("GDPR-10",),
    on=on,
    off=off,
    reason="lost",
)
