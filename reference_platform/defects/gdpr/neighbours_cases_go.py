"""The erasure removes decided cases by who decided them, and takes those of other customers along."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "erase_customer",
        "    erased_at := clock_timestamp();",
        "    delete from contests c where c.decided_by is not null;\n    erased_at := clock_timestamp();",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-06-neighbours-cases-go",
    title="An erasure removes the decided cases of other customers too",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-05", "GDPR-07", "GDPR-10"),
    on=on,
    off=off,
    reason="lost",
)
