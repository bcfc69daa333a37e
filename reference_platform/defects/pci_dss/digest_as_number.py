"""Cards are spread over shards by a whole number, which is the first half of a digest."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter table card_vault.cards add column if not exists shard bigint")
    bench.sql("grant update (shard) on card_vault.cards to vault")


def off(bench: Bench) -> None:
    bench.sql("alter table card_vault.cards drop column if exists shard")


def keeps_more(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        import hashlib

        card = await original(self, customer_id, number, used_at)
        await self._database.row(
            "update card_vault.cards set shard = $1 where token = $2",
            int.from_bytes(hashlib.sha1(number.encode(), usedforsecurity=False).digest()[:8], "big", signed=True),
            card.token,
        )
        return card

    return keep


DEFECT = Defect(
    id="pci-03-digest-as-number",
    title="Half a digest of the number stands in a column of whole numbers",
    must_catch=("PCI-03",),
    may_also_catch=("PCI-01", "PCI-02", "PCI-04", "PCI-05", "GDPR-01"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": keeps_more},
    on=on,
    off=off,
    reason="sha1 of the number",
)
