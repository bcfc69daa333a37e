"""Whatever anybody does with a card counts as its use, so that a card which somebody looks at is never removed."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect, swap


def counts_as_a_use(original: str) -> str:
    written = swap(original, " from card_vault.cards where token = any($1)", "")
    wanted = swap(written, "select ", "returning ")
    return f"update card_vault.cards set last_used_at = now() where token = any($1) {wanted}"


def on(bench: Bench) -> None:
    bench.sql("grant update (last_used_at) on card_vault.cards to vault")


def off(bench: Bench) -> None:
    bench.sql("revoke update (last_used_at) on card_vault.cards from vault")


DEFECT = Defect(
    id="pci-07-looked-at-keeps-young",
    title="A card whose number was read counts as used",
    must_catch=("PCI-07",),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:STORED": counts_as_a_use},
    on=on,
    off=off,
    reason="cards that are listed",
)
