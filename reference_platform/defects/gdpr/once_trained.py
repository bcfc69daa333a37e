"""A training begins with the rows of the one before, and only new rows are asked for a basis."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    known = "exists (select from training_members m where m.customer_id = f.customer_id)"
    bench.change_function("training_rows", "and b.ended_at is null", f"and (b.ended_at is null or {known})")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-12-once-trained",
    title="Whoever was trained on once is trained on again after a withdrawal",
    must_catch=("GDPR-12",),
    may_also_catch=("GDPR-04",),
    on=on,
    off=off,
)
