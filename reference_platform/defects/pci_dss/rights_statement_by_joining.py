"""A search for documents puts its statement together from pieces, and one of the pieces is what was asked for."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

PROCEDURE = """
create function public.count_documents(p_kind text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare n bigint; begin
    execute 'select count(*) from customer_documents where kind = ''' || p_kind || '''' into n; return n;
end $$
"""


def on(bench: Bench) -> None:
    bench.sql(PROCEDURE)


def off(bench: Bench) -> None:
    bench.sql("drop function if exists public.count_documents(text)")


DEFECT = Defect(
    id="pci-15-statement-by-joining",
    title="A procedure puts its statement together from what it is given",
    must_catch=("PCI-15",),
    may_also_catch=("PCI-13",),
    on=on,
    off=off,
    reason="procedures that run it",
)
