"""The function through which people read cards in the database names its owner in the entry, not who called it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("card_vault.look_up", "session_user", "current_user")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-09-owner-as-actor",
    title="A reading in the database is logged under the name of the function's owner",
    must_catch=("PCI-09",),
    on=on,
    off=off,
    reason="no entry for card record read",
)
