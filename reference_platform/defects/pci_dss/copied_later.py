"""A job takes new cards over into a batch for the acquirer, some seconds after they have come."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

LATER: set[Any] = set()
"""Kept, or the tasks would be given up."""


def on(bench: Bench) -> None:
    bench.sql("create table if not exists acquirer_batch (line text)")
    bench.sql("grant usage on schema public to vault")
    bench.sql("grant insert on acquirer_batch to vault")


def off(bench: Bench) -> None:
    bench.sql("drop table if exists acquirer_batch")
    bench.sql("revoke usage on schema public from vault")


def keeps_more(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        import asyncio

        card = await original(self, customer_id, number, used_at)

        async def later() -> None:
            await asyncio.sleep(8)
            await self._database.row("insert into acquirer_batch values ($1)", f"{number};EUR")

        LATER.add(asyncio.create_task(later()))
        return card

    return keep


DEFECT = Defect(
    id="pci-01-copied-later",
    title="A clear copy of the number is written eight seconds later",
    must_catch=("PCI-01",),
    may_also_catch=("PCI-02", "PCI-03", "PCI-04", "PCI-05", "GDPR-01", "GDPR-06", "PCI-15"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": keeps_more},
    on=on,
    off=off,
    reason="public.acquirer_batch",
)
