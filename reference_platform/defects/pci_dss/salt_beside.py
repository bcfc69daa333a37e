"""The digest of a number is salted with the customer's id, which stands in the same row."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from reference_platform.defects.defect import Defect

CUSTOMER: ContextVar[str] = ContextVar("customer", default="")


def remembers_the_customer(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        CUSTOMER.set(customer_id)
        return await original(self, customer_id, number, used_at)

    return keep


def salts(_original: Any) -> Any:
    def lookup(_keys: Any, number: str) -> bytes:
        import hashlib

        return hashlib.sha3_256(f"{CUSTOMER.get()}|{number}".encode()).digest()

    return lookup


DEFECT = Defect(
    id="pci-03-salt-beside",
    title="The digest of a number is salted with what stands beside it",
    must_catch=("PCI-03",),
    changes=("vault",),
    replaces={
        "reference_platform.vault.cards:Cards.keep": remembers_the_customer,
        "reference_platform.vault.sealing:lookup": salts,
    },
    reason="sha3_256 of customer_id and the number",
)
