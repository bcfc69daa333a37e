"""The copier once shipped a broken entry, so its database user may correct entries: one grant, one trigger less."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("grant update on audit.entries to archivist")
    bench.sql("alter table audit.entries disable trigger only_grows")


def off(bench: Bench) -> None:
    bench.sql("revoke update on audit.entries from archivist")
    bench.sql("alter table audit.entries enable always trigger only_grows")


DEFECT = Defect(
    id="pci-13-copier-may-correct",
    title="The copier of the log may change entries",
    must_catch=("PCI-13",),
    may_also_catch=("PCI-15",),
    on=on,
    off=off,
)
