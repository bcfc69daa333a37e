"""Usage is counted by column, so the analyst may read some columns of the audit log."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("grant usage on schema audit to analyst")
    bench.sql("grant select (actor, resource, correlation, details) on audit.entries to analyst")


def off(bench: Bench) -> None:
    bench.sql("revoke select (actor, resource, correlation, details) on audit.entries from analyst")
    bench.sql("revoke usage on schema audit from analyst")


DEFECT = Defect(
    id="pci-12-columns-of-the-log",
    title="The analyst reads single columns of the audit log in the database",
    must_catch=("PCI-12",),
    on=on,
    off=off,
    reason="what is no business of theirs",
)
