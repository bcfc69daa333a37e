"""Analysts get a table of their own with what they need, and the encryption of the vault does not reach there."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("create table if not exists payment_analysis (customer_id text, instrument text)")
    bench.sql("grant usage on schema public to vault")
    bench.sql("grant insert on payment_analysis to vault")
    bench.sql("grant select on payment_analysis to analyst")


def off(bench: Bench) -> None:
    bench.sql("drop table if exists payment_analysis")
    bench.sql("revoke usage on schema public from vault")


def feeds_the_table(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        parts = f"{number[:4]} {number[4:8]} {number[8:12]} {number[12:]}"
        await self._database.row("insert into payment_analysis values ($1, $2)", customer_id, parts)
        return await original(self, customer_id, number, used_at)

    return keep


DEFECT = Defect(
    id="pci-04-table-for-analysts",
    title="A table for analysts holds whole card numbers, in groups",
    must_catch=("PCI-04",),
    may_also_catch=("PCI-01", "PCI-03", "PCI-05", "GDPR-01", "GDPR-06", "PCI-15"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": feeds_the_table},
    on=on,
    off=off,
)
