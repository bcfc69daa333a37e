"""Behind the last four digits the list shows the sum of all, so that a typing error is noticed on the telephone."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def shows_the_sum(original: Any) -> Any:
    async def of_customer(self: Any, customer_id: str) -> Any:
        from dataclasses import replace

        from reference_platform.vault import sealing
        from reference_platform.vault.cards import STORED

        cards = []
        for card in await original(self, customer_id):
            [row] = await self._database.rows(STORED, [card.token])
            stored = sealing.Sealed(row["key_id"], row["wrapped_key"], row["sealed"])
            number = sealing.unseal(self._key_file.keys, card.token, stored)
            cards.append(replace(card, last_four=f"{card.last_four} ({sum(map(int, number))})"))
        return cards

    return of_customer


DEFECT = Defect(
    id="pci-06-digit-sum-shown",
    title="The list of cards shows the sum of a card's digits",
    must_catch=("PCI-06",),
    may_also_catch=("PCI-03", "PCI-04"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.of_customer": shows_the_sum},
    reason="follow from the hidden digits",
)
