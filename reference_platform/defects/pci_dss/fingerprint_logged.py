"""Each card that is handed in is logged with a fingerprint, so that support can tell whether two are the same."""

from __future__ import annotations

import logging
from typing import Any

from reference_platform.defects.defect import Defect


def logs_a_fingerprint(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        import hashlib

        fingerprint = hashlib.sha3_256(number.encode()).hexdigest()[:24]
        logging.getLogger("reference_platform.vault").info("card handed in, fingerprint %s", fingerprint)
        return await original(self, customer_id, number, used_at)

    return keep


DEFECT = Defect(
    id="pci-03-fingerprint-logged",
    title="The log holds shortened plain digests of card numbers",
    must_catch=("PCI-03",),
    may_also_catch=("PCI-01", "PCI-04", "PCI-05"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": logs_a_fingerprint},
    reason="in the service logs",
)
