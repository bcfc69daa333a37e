"""The last message about a card sets when it was used, so that one that is late makes a card in use go."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("card_vault.keep", "greatest(c.last_used_at, excluded.last_used_at)", "excluded.last_used_at")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-07-last-message-counts",
    title="A late message about an old payment makes a card in use go",
    must_catch=("PCI-07",),
    on=on,
    off=off,
    reason="cards left are those in use",
)
