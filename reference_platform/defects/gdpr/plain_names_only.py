"""The message service is told of an erasure in a form that takes letters from A to Z only."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "erase_customer",
        "        execute format('delete from %I where customer_id = $1', place[2]) using p_customer_id;",
        "        execute format('delete from %I t where customer_id = $1' || case when place[2] = 'customer_contacts'\n"
        "            then ' and t.name ~ ''^[ -~]*$''' else '' end, place[2]) using p_customer_id;",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-06-plain-names-only",
    title="Contact details in other letters than A to Z outlive the customer",
    must_catch=("GDPR-06",),
    on=on,
    off=off,
)
