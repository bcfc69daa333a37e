"""Cards are removed by when their row was written, so that a card of long ago stays for another term."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("card_vault.purge", "where last_used_at <", "where stored_at <")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-07-age-by-storing",
    title="Cards are removed by when they were stored, not by when they were used",
    must_catch=("PCI-07",),
    on=on,
    off=off,
    reason="cards that are listed",
)
