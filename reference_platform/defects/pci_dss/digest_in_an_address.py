"""Links to a card carry a digest in letters that may stand in an address, without the signs at its end."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter table card_vault.cards add column if not exists reference text")
    bench.sql("grant update (reference) on card_vault.cards to vault")


def off(bench: Bench) -> None:
    bench.sql("alter table card_vault.cards drop column if exists reference")


def keeps_more(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        import base64
        import hashlib

        card = await original(self, customer_id, number, used_at)
        await self._database.row(
            "update card_vault.cards set reference = $1 where token = $2",
            "c." + base64.urlsafe_b64encode(hashlib.sha384(number[::-1].encode()).digest()).decode().rstrip("="),
            card.token,
        )
        return card

    return keep


DEFECT = Defect(
    id="pci-03-digest-in-an-address",
    title="A digest of the reversed number stands in letters of an address",
    must_catch=("PCI-03",),
    may_also_catch=("PCI-01", "PCI-02", "PCI-04", "PCI-05", "GDPR-01"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": keeps_more},
    on=on,
    off=off,
    reason="sha384 of the number backwards",
)
