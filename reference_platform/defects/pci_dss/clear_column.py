"""The number stands in a column of its own beside the sealed one; the disk is encrypted, so that was thought enough."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter table card_vault.cards add column if not exists pan numeric")
    bench.sql("grant update (pan) on card_vault.cards to vault")


def off(bench: Bench) -> None:
    bench.sql("alter table card_vault.cards drop column if exists pan")


def writes_it_beside(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        from decimal import Decimal

        card = await original(self, customer_id, number, used_at)
        await self._database.row("update card_vault.cards set pan = $1 where token = $2", Decimal(number), card.token)
        return card

    return keep


DEFECT = Defect(
    id="pci-04-clear-column",
    title="The number stands in clear beside the sealed one",
    must_catch=("PCI-04",),
    may_also_catch=("PCI-01", "PCI-03", "PCI-05", "GDPR-01", "PCI-15"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": writes_it_beside},
    on=on,
    off=off,
)
