"""Analysts get views instead of tables, and a view shows what its owner may see."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

VIEW = """
create view public.campaign_targets as select md5(customer_id) as who, name || ' <' || email || '>' as contact
  from customer_contacts
"""


def on(bench: Bench) -> None:
    bench.sql(VIEW)
    bench.sql("grant select on public.campaign_targets to analyst")


def off(bench: Bench) -> None:
    bench.sql("drop view if exists public.campaign_targets")


DEFECT = Defect(
    id="pci-15-view-for-analyst",
    title="A view shows the analyst the contact details of customers",
    must_catch=("PCI-15",),
    may_also_catch=("GDPR-01",),
    on=on,
    off=off,
    reason="where they are told it",
)
