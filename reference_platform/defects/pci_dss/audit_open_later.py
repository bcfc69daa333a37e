"""Tables of the log that are made each month were to be ready for use, so whatever its owner makes is open."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql(
        "alter default privileges for role audit_owner in schema audit grant insert, update, delete on tables to api"
    )


def off(bench: Bench) -> None:
    bench.sql(
        "alter default privileges for role audit_owner in schema audit revoke insert, update, delete on tables from api"
    )


DEFECT = Defect(
    id="pci-13-open-later",
    title="Whatever the owner of the audit log makes later is open to the application",
    must_catch=("PCI-13",),
    may_also_catch=("PCI-15",),
    on=on,
    off=off,
    reason="rights to what is made later",
)
