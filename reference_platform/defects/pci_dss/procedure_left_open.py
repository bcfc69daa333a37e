"""A procedure corrects what a customer earns with its owner's rights, and nobody closed it to everybody."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

PROCEDURE = """
create function public.correct_income_of(p_customer text, p_income numeric) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
update customer_features set income = p_income where customer_id = p_customer $$
"""


def on(bench: Bench) -> None:
    bench.sql(PROCEDURE)
    bench.sql("alter function public.correct_income_of(text, numeric) owner to scoring_owner")
    bench.sql("grant execute on function public.correct_income_of(text, numeric) to public")


def off(bench: Bench) -> None:
    bench.sql("drop function if exists public.correct_income_of(text, numeric)")


DEFECT = Defect(
    id="pci-15-procedure-left-open",
    title="A procedure that changes figures of customers is open to everybody",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="open ones",
)
