"""Loading a dump was slow because of triggers, so who operates the database may call a session a replica."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("grant set on parameter session_replication_role to dba")


def off(bench: Bench) -> None:
    bench.sql("revoke set on parameter session_replication_role from dba")


DEFECT = Defect(
    id="pci-13-may-be-put-to-sleep",
    title="The operator of the database may put triggers to sleep",
    must_catch=("PCI-13",),
    may_also_catch=("PCI-15",),
    on=on,
    off=off,
    reason="settings that put protections to sleep",
)
