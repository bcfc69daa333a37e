"""To find equal cards fast the number is encrypted a second time, always to the same text."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter table card_vault.cards add column if not exists quick bytea")
    bench.sql("grant update (quick) on card_vault.cards to vault")


def off(bench: Bench) -> None:
    bench.sql("alter table card_vault.cards drop column if exists quick")


def keeps_more(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        key = self._key_file.keys.lookup
        cipher = Cipher(algorithms.AES(key[:32]), modes.ECB()).encryptor()

        card = await original(self, customer_id, number, used_at)
        await self._database.row(
            "update card_vault.cards set quick = $1 where token = $2",
            cipher.update(number.encode()) + cipher.finalize(),
            card.token,
        )
        return card

    return keep


DEFECT = Defect(
    id="pci-02-sealed-twice",
    title="A second column holds the number under a cipher that repeats itself",
    must_catch=("PCI-02",),
    may_also_catch=("PCI-01", "PCI-03", "PCI-04", "PCI-05", "GDPR-01"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": keeps_more},
    on=on,
    off=off,
    reason="columns that are the same for the same number",
)
