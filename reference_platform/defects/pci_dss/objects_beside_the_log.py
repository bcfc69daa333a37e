"""The application makes its tables itself when it starts, so it may make objects in every schema."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("grant usage, create on schema audit to api")


def off(bench: Bench) -> None:
    bench.sql("revoke create on schema audit from api")


DEFECT = Defect(
    id="pci-15-objects-beside-the-log",
    title="The application may make objects in the schema of the audit log",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="who else may make objects there",
)
