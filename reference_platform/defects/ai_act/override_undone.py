"""When a customer is scored anew, the earlier results are brought in line with the model once more."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

BRINGS_IN_LINE = """
create or replace function bring_in_line() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update scoring_results r set risk_level = c.risk_level, decided_by = 'model'
      from contests c
     where c.request_id = r.request_id and r.customer_id = new.customer_id and r.decided_by = 'human';
    return null;
end $$;
create or replace trigger bring_in_line after insert on scoring_results
    for each row execute function bring_in_line();
"""
FORGET = "drop trigger if exists bring_in_line on scoring_results; drop function if exists bring_in_line()"


def on(bench: Bench) -> None:
    bench.sql(BRINGS_IN_LINE)


def off(bench: Bench) -> None:
    bench.sql(FORGET)


DEFECT = Defect(
    id="aia-04-override-undone",
    title="What a reviewer decided is undone when the customer is scored again",
    must_catch=("AIA-04",),
    on=on,
    off=off,
)
