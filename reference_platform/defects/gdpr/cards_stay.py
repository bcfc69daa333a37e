"""The vault was asked to forget by its own job, which was switched off with the old vault."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("erase_customer", "card_vault.forget(p_customer_id)", "0")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-06-cards-stay",
    title="The vault keeps the cards of an erased customer",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-05", "PCI-07", "PCI-01"),
    on=on,
    off=off,
)
