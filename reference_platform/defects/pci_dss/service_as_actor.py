"""The entry names the service that asked the database, which is the vault whoever looked."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def names_the_service(original: Any) -> Any:
    async def numbers(self: Any, tokens: Any, reader: Any) -> Any:
        from dataclasses import replace

        return await original(self, tokens, replace(reader, user="vault", kind="service"))

    return numbers


DEFECT = Defect(
    id="pci-09-service-as-actor",
    title="Entries about readings name a service instead of the person",
    must_catch=("PCI-09",),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.numbers": names_the_service},
    reason="no entry for card number read",
)
