"""One screen shows the first six digits and another, made by another team, the last eight."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def shows_other_pieces(original: Any) -> Any:
    def answer_of(card: Any, role: str) -> Any:
        answer = original(card, role)
        return answer.model_copy(update={"shown": f"{card.issuer_digits}******"} if role == "registrar" else {})

    return answer_of


def looks_for_more(original: Any) -> Any:
    async def of_customer(self: Any, customer_id: str) -> Any:
        from dataclasses import replace

        from reference_platform.vault import sealing
        from reference_platform.vault.cards import STORED

        cards = []
        for card in await original(self, customer_id):
            [row] = await self._database.rows(STORED, [card.token])
            stored = sealing.Sealed(row["key_id"], row["wrapped_key"], row["sealed"])
            cards.append(replace(card, last_four=sealing.unseal(self._key_file.keys, card.token, stored)[-8:]))
        return cards

    return of_customer


DEFECT = Defect(
    id="pci-06-last-eight-elsewhere",
    title="The first six digits are shown on one surface and the last eight on another",
    must_catch=("PCI-06",),
    may_also_catch=("PCI-04",),
    changes=("vault",),
    replaces={
        "reference_platform.vault.app:answer_of": shows_other_pieces,
        "reference_platform.vault.cards:Cards.of_customer": looks_for_more,
    },
)
