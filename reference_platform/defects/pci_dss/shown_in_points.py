"""A report cuts what has blanks or hyphens, and this list writes points."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def shows_more(original: Any) -> Any:
    async def of_customer(self: Any, customer_id: str) -> Any:
        from dataclasses import replace

        from reference_platform.vault import sealing
        from reference_platform.vault.cards import STORED

        cards = []
        for card in await original(self, customer_id):
            [row] = await self._database.rows(STORED, [card.token])
            stored = sealing.Sealed(row["key_id"], row["wrapped_key"], row["sealed"])
            number = sealing.unseal(self._key_file.keys, card.token, stored)
            cards.append(replace(card, last_four=f"{number[:4]}.{number[4:8]}.{number[8:11]}"))
        return cards

    return of_customer


DEFECT = Defect(
    id="pci-06-digits-between-points",
    title="The list of cards shows eleven digits between points",
    must_catch=("PCI-06",),
    may_also_catch=("PCI-04",),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.of_customer": shows_more},
    reason="positions shown beyond those",
)
