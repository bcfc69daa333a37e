"""The analyst tidies up test data, and was given the procedure that removes cards for it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("grant usage on schema card_vault to analyst")
    bench.sql("grant execute on all functions in schema card_vault to analyst")


def off(bench: Bench) -> None:
    bench.sql("revoke execute on all functions in schema card_vault from analyst")
    bench.sql("revoke usage on schema card_vault from analyst")


DEFECT = Defect(
    id="pci-15-analyst-purges-cards",
    title="The analyst may run the procedure that removes cards",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="procedures with the rights of others",
)
