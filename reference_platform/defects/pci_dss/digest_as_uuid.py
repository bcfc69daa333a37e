"""Another system wants an identifier for each card, and a digest has as many digits as one needs."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter table card_vault.cards add column if not exists device_id uuid")
    bench.sql("grant update (device_id) on card_vault.cards to vault")


def off(bench: Bench) -> None:
    bench.sql("alter table card_vault.cards drop column if exists device_id")


def keeps_more(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        import hashlib
        import uuid

        card = await original(self, customer_id, number, used_at)
        await self._database.row(
            "update card_vault.cards set device_id = $1 where token = $2",
            uuid.UUID(hashlib.md5(number.encode()).hexdigest()),
            card.token,
        )
        return card

    return keep


DEFECT = Defect(
    id="pci-03-digest-as-identifier",
    title="A plain digest of the number stands in the form of an identifier",
    must_catch=("PCI-03",),
    may_also_catch=("PCI-01", "PCI-02", "PCI-04", "PCI-05", "GDPR-01"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": keeps_more},
    on=on,
    off=off,
    reason="md5 of the number",
)
