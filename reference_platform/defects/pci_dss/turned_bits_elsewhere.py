"""A table for the settlement file holds the numbers with their bits turned, which its reader turns back."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("create table if not exists settlement_lines (line bytea)")
    bench.sql("grant usage on schema public to vault")
    bench.sql("grant insert on settlement_lines to vault")


def off(bench: Bench) -> None:
    bench.sql("drop table if exists settlement_lines")
    bench.sql("revoke usage on schema public from vault")


def keeps_more(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:

        card = await original(self, customer_id, number, used_at)
        line = b"\x02" + bytes(digit ^ 0x9C for digit in number.encode()) + b"\x03"
        await self._database.row("insert into settlement_lines values ($1)", line)
        return card

    return keep


DEFECT = Defect(
    id="pci-02-turned-bits-elsewhere",
    title="Another table holds numbers with the same bits turned in each digit",
    must_catch=("PCI-02",),
    may_also_catch=("PCI-01", "PCI-03", "PCI-04", "PCI-05", "GDPR-01"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": keeps_more},
    on=on,
    off=off,
    reason="where a number is hidden",
)
