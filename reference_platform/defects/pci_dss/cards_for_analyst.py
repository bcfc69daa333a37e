"""Reports count cards, so the analyst may look into the vault's table, past its readings."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("grant usage on schema card_vault to analyst")
    bench.sql("grant select (token, customer_id, sealed) on card_vault.cards to analyst")


def off(bench: Bench) -> None:
    bench.sql("revoke select (token, customer_id, sealed) on card_vault.cards from analyst")
    bench.sql("revoke usage on schema card_vault from analyst")


DEFECT = Defect(
    id="pci-15-cards-for-analyst",
    title="The analyst reads the stored cards in the database",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="what is no business of theirs",
)
