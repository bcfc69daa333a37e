"""When limits change, a report must not show two kinds of levels, so the levels of earlier results are drawn anew."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

REDRAW = """
create or replace function redraw_levels() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update scoring_results r
       set risk_level = case when r.credit_score >= b.low then 'LOW' when r.credit_score >= b.medium then 'MEDIUM'
                             when r.credit_score >= b.high then 'HIGH' else 'VERY_HIGH' end
      from risk_bands b where b.version::text = new.new_version and r.decided_by = 'model';
    return new;
end $$
"""
BY_TRIGGER = """
create trigger redraw_levels after update on model_changes for each row
when (new.subject = 'risk bands' and new.state = 'applied') execute function redraw_levels()
"""


def on(bench: Bench) -> None:
    bench.sql(REDRAW)
    bench.sql("drop trigger if exists redraw_levels on model_changes")
    bench.sql(BY_TRIGGER)


def off(bench: Bench) -> None:
    bench.sql("drop trigger if exists redraw_levels on model_changes")
    bench.sql("drop function if exists redraw_levels")


DEFECT = Defect(
    id="e2e-06-levels-redrawn",
    title="A moved limit changes the levels of decisions that were made before",
    must_catch=("E2E-06",),
    may_also_catch=("GDPR-08", "SOX-08"),
    on=on,
    off=off,
    reason="earlier decisions",
)
