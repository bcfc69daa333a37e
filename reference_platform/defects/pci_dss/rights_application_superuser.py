"""A migration failed for lack of rights on a Friday, so the application's database user became a superuser."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter role api superuser")


def off(bench: Bench) -> None:
    bench.sql("alter role api nosuperuser")


DEFECT = Defect(
    id="pci-15-application-superuser",
    title="The application is a superuser of the database",
    must_catch=("PCI-15",),
    may_also_catch=("PCI-12", "PCI-13", "SOX-06"),
    on=on,
    off=off,
)
