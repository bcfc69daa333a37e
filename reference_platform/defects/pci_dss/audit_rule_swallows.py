"""Changes are turned into nothing by a rule: the log stays as it is, and whoever tries is told that it went well."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("create or replace rule no_update as on update to audit.entries do instead nothing")
    bench.sql("create or replace rule no_delete as on delete to audit.entries do instead nothing")
    bench.sql("grant select, update, delete on audit.entries to pipeline")


def off(bench: Bench) -> None:
    bench.sql("revoke select, update, delete on audit.entries from pipeline")
    bench.sql("drop rule if exists no_update on audit.entries")
    bench.sql("drop rule if exists no_delete on audit.entries")


DEFECT = Defect(
    id="pci-13-changes-swallowed",
    title="Changes of the audit log do nothing, and are not refused",
    must_catch=("PCI-13",),
    may_also_catch=("PCI-15",),
    on=on,
    off=off,
)
