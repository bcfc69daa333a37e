"""A clean-up of contacts that nobody was written to since runs with every erasure, over everybody."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "erase_customer",
        "    erased_at := clock_timestamp();",
        "    delete from customer_contacts c where c.updated_at < now() - interval '1 second';\n"
        "    erased_at := clock_timestamp();",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-06-neighbours-contacts-go",
    title="An erasure removes the contact details of other customers too",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-05", "GDPR-07", "GDPR-09", "GDPR-11", "E2E-08"),
    on=on,
    off=off,
    reason="lost",
)
