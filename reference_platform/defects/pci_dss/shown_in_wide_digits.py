"""A form for another market writes all digits wide, and its rule for hiding them knows only the usual ones."""

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
            cards.append(replace(card, last_four="".join(chr(0xFF10 + int(digit)) for digit in number[:10])))
        return cards

    return of_customer


DEFECT = Defect(
    id="pci-06-wide-digits",
    title="The list of cards shows ten digits in wide letters",
    must_catch=("PCI-06",),
    may_also_catch=("PCI-04",),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.of_customer": shows_more},
    reason="positions shown beyond those",
)
