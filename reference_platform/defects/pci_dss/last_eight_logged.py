"""Support asks callers for the last eight digits, so the log of cards that are handed in has them."""

from __future__ import annotations

import logging
from typing import Any

from reference_platform.defects.defect import Defect


def logs_more(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        logging.getLogger("reference_platform.vault").info("card handed in, ends with %s", number[-8:])
        return await original(self, customer_id, number, used_at)

    return keep


DEFECT = Defect(
    id="pci-06-last-eight-logged",
    title="The log holds the last eight digits of each card",
    must_catch=("PCI-06",),
    may_also_catch=("PCI-01", "PCI-03", "PCI-04"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": logs_more},
    reason="parts of numbers",
)
