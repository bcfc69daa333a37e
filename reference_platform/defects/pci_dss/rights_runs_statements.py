"""Maintenance jobs needed rights now and then, so one procedure runs whatever statement it is given."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

PROCEDURE = """
create function public.maintenance(p_task text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin execute p_task;
end $$
"""


def on(bench: Bench) -> None:
    bench.sql(PROCEDURE)
    bench.sql("grant execute on function public.maintenance(text) to pipeline")


def off(bench: Bench) -> None:
    bench.sql("drop function if exists public.maintenance(text)")


DEFECT = Defect(
    id="pci-15-runs-statements",
    title="A procedure with its owner's rights runs any statement",
    must_catch=("PCI-15",),
    may_also_catch=("PCI-13",),
    on=on,
    off=off,
    reason="procedures that run it",
)
