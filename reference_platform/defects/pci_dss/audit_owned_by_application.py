"""Migrations run as the application, so it owns what it makes, the audit log included: it can switch protection off."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

QUIET = "alter event trigger audit_created_objects disable"
HEARD = "alter event trigger audit_created_objects enable always"


def on(bench: Bench) -> None:
    # In between nobody may write to the log, not even about this.
    bench.sql(QUIET)
    bench.sql("alter table audit.entries owner to api")
    bench.sql("grant all on audit.entries to audit_owner")
    bench.sql(HEARD)


def off(bench: Bench) -> None:
    bench.sql(QUIET)
    bench.sql("alter table audit.entries owner to audit_owner")
    bench.sql("revoke all on audit.entries from api")
    bench.sql("grant all on audit.entries to audit_owner")
    bench.sql(HEARD)


DEFECT = Defect(
    id="pci-13-owned-by-application",
    title="The application owns the audit log",
    must_catch=("PCI-13",),
    may_also_catch=("PCI-10", "PCI-11", "PCI-12", "PCI-14", "PCI-15"),
    on=on,
    off=off,
)
