"""What was processed is remembered for some seconds, so that the table stays small."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

FORGET = """
create or replace function public.forget_processed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from processed_records where processed_at < now() - interval '5 s';
    return null;
end $$
"""
EACH_TIME = """
create trigger forget_processed before insert on public.processed_records
for each statement execute function public.forget_processed()
"""


def on(bench: Bench) -> None:
    bench.sql(FORGET)
    bench.sql("alter function public.forget_processed() owner to scoring_owner")
    bench.sql(EACH_TIME)


def off(bench: Bench) -> None:
    bench.sql("drop trigger if exists forget_processed on public.processed_records")
    bench.sql("drop function if exists public.forget_processed()")


DEFECT = Defect(
    id="e2e-07-memory-of-seconds",
    title="What was processed is forgotten after five seconds",
    must_catch=("E2E-07",),
    on=on,
    off=off,
    reason="came again",
)
