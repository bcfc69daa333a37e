"""Messages that were written twice were once removed through the application, and kept the right to that ever since."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("grant delete on notification_outbox to api")


def off(bench: Bench) -> None:
    bench.sql("revoke delete on notification_outbox from api")


DEFECT = Defect(
    id="pci-15-corrected-by-hand",
    title="The application may remove messages that it only reads",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="rights to add, change or remove",
)
