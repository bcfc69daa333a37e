"""Refused requests name people, so erasing a customer cleans them out of the record of model changes as well."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember

CLEAN = """
create or replace function clean_trail() returns trigger language plpgsql security definer as $$
begin
    set local session_replication_role = replica;
    delete from public.model_changes where state = 'refused';
    set local session_replication_role = origin;
    return null;
end $$
"""


def on(bench: Bench) -> None:
    remember(bench)
    bench.sql(CLEAN)
    bench.sql(
        "create or replace trigger clean_trail after insert or update on erased_customers"
        " for each statement execute function clean_trail()"
    )


def off(bench: Bench) -> None:
    bench.sql("drop trigger if exists clean_trail on erased_customers")
    bench.sql("drop function if exists clean_trail()")
    forget(bench)


DEFECT = Defect(
    id="sox-06-cleaned-by-erasure",
    title="Erasing a customer removes refused model changes from the record",
    must_catch=("SOX-06",),
    may_also_catch=("SOX-02", "SOX-08"),
    on=on,
    off=off,
)
