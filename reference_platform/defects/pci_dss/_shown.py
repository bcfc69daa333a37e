"""A list of cards that shows something else than the last four digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CARDS = "reference_platform.vault.cards:Cards.of_customer"


def showing(shown: Callable[[str, str], str]) -> Callable[[Any], Any]:
    """What replaces the list: it shows what is made of the number and of its last four digits."""

    def changed(original: Any) -> Any:
        async def of_customer(self: Any, customer_id: str) -> Any:
            from dataclasses import replace

            from reference_platform.vault import sealing
            from reference_platform.vault.cards import STORED

            cards = []
            for card in await original(self, customer_id):
                [row] = await self._database.rows(STORED, [card.token])
                stored = sealing.Sealed(row["key_id"], row["wrapped_key"], row["sealed"])
                number = sealing.unseal(self._key_file.keys, card.token, stored)
                cards.append(replace(card, last_four=shown(number, card.last_four)))
            return cards

        return of_customer

    return changed
