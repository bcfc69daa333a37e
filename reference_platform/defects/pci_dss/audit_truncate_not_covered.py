"""A trigger for each row stops changes and removals; emptying the table fires none, and the application may do it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("drop trigger if exists only_grows on audit.entries")
    bench.sql("drop trigger if exists only_grows_by_row on audit.entries")
    bench.sql(
        "create trigger only_grows_by_row before update or delete on audit.entries"
        " for each row execute function audit.refuse_changes()"
    )
    bench.sql("alter table audit.entries enable always trigger only_grows_by_row")
    bench.sql("grant truncate on audit.entries to api")


def off(bench: Bench) -> None:
    bench.sql("revoke truncate on audit.entries from api")
    bench.sql("drop trigger if exists only_grows_by_row on audit.entries")
    bench.sql("drop trigger if exists only_grows on audit.entries")
    bench.sql(
        "create trigger only_grows before update or delete or truncate on audit.entries"
        " for each statement execute function audit.refuse_changes()"
    )
    bench.sql("alter table audit.entries enable always trigger only_grows")


DEFECT = Defect(
    id="pci-13-emptying-not-covered",
    title="The application can empty the audit log",
    must_catch=("PCI-13",),
    may_also_catch=("PCI-15",),
    on=on,
    off=off,
)
