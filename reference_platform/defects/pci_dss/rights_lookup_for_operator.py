"""Support asks the operator of the database what a customer earns, so a procedure was made that says it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

PROCEDURE = """
create function public.what_they_earn(p_customer text) returns numeric
language sql stable security definer set search_path = public, pg_temp as $$
select income from customer_features where customer_id = p_customer $$
"""


def on(bench: Bench) -> None:
    bench.sql(PROCEDURE)
    bench.sql("revoke execute on function public.what_they_earn(text) from public")
    bench.sql("grant execute on function public.what_they_earn(text) to dba")


def off(bench: Bench) -> None:
    bench.sql("drop function if exists public.what_they_earn(text)")


DEFECT = Defect(
    id="pci-15-lookup-for-operator",
    title="A procedure tells the operator of the database a customer's figures",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="where they are told it",
)
