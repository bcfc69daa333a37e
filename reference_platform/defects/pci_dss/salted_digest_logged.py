"""The log tells cards apart by a digest that is salted with the number of the customer."""

from __future__ import annotations

import logging
from typing import Any

from reference_platform.defects.defect import Defect


def logs_more(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        import hashlib

        digest = hashlib.sha256(f"{customer_id}:{number}".encode()).hexdigest()
        logging.getLogger("reference_platform.vault").info("card handed in, digest %s", digest)
        return await original(self, customer_id, number, used_at)

    return keep


DEFECT = Defect(
    id="pci-03-salted-digest-logged",
    title="The log holds digests of card numbers, salted with the customer's number",
    must_catch=("PCI-03",),
    may_also_catch=("PCI-01", "PCI-04", "PCI-05"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": logs_more},
    reason="places with a digest",
)
