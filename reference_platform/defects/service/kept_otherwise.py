"""A script that was written for an old import still puts right what events have brought, after it was sent out."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

PUTS_RIGHT = """
create function public.put_right() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update scoring_results r set credit_score = r.credit_score - 1 where r.request_id = new.request_id;
    return null;
end $$
"""
AT_THE_END = """
create constraint trigger put_right after insert on scoring_results deferrable initially deferred
    for each row when (new.scored_by = 'pipeline') execute function public.put_right()
"""


def on(bench: Bench) -> None:
    bench.sql(PUTS_RIGHT)
    bench.sql(AT_THE_END)


def off(bench: Bench) -> None:
    bench.sql("drop trigger if exists put_right on scoring_results")
    bench.sql("drop function if exists public.put_right()")


DEFECT = Defect(
    id="e2e-07-kept-otherwise",
    title="The result of an event is kept with another score than was sent",
    must_catch=("E2E-07",),
    may_also_catch=("PCI-15", "GDPR-08", "GDPR-10"),
    on=on,
    off=off,
    reason="score and risk level of the newest decision",
)
