"""Whoever withdraws is cleaned up after at once, and with the basis goes the decision that was made on it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

FUNCTION = """
create or replace function clean_up_after_withdrawal() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from scoring_results r where r.customer_id = new.customer_id;
    return null;
end $$
"""
TRIGGER = """
create or replace trigger clean_up_after_withdrawal after update on lawful_basis
   for each row when (new.end_reason in ('withdrawn', 'objected') and new.purpose = 'credit_scoring')
   execute function clean_up_after_withdrawal()
"""


def on(bench: Bench) -> None:
    bench.sql(FUNCTION)
    bench.sql(TRIGGER)


def off(bench: Bench) -> None:
    bench.sql("drop function if exists clean_up_after_withdrawal cascade")


DEFECT = Defect(
    id="gdpr-04-decision-vanishes",
    title="A withdrawal removes the decisions that were made before it",
    must_catch=("GDPR-04",),
    on=on,
    off=off,
)
