"""The trigger that copies changes into the log was switched off for a migration of the record, and stayed off."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

MISSING = """
select audit.record('model change', 'success', 'model change ' || c.change_id, 'repair', 'service', 'inside')
  from model_changes c
 where not exists (select from audit.entries e where e.resource = 'model change ' || c.change_id)
"""


def on(bench: Bench) -> None:
    bench.sql("alter table model_changes disable trigger audit_change")


def off(bench: Bench) -> None:
    bench.sql("alter table model_changes enable trigger audit_change")
    bench.sql(MISSING)


DEFECT = Defect(
    id="sox-06-changes-without-entries",
    title="Model changes are recorded and leave no entry in the log that only grows",
    must_catch=("SOX-06",),
    may_also_catch=("SOX-01", "SOX-02", "SOX-08"),
    on=on,
    off=off,
)
