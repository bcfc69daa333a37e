"""Dashboards read the log every few seconds and filled it with themselves, so readings are not recorded any more."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect, swap


def on(bench: Bench) -> None:
    bench.sql("grant select on audit.entries to api")


def off(bench: Bench) -> None:
    bench.sql("revoke select on audit.entries from api")


def reads_the_table(original: str) -> str:
    past_the_log = """(select * from audit.entries e
        where ($1::text is null or e.event = $1) and ($2::text is null or e.actor = $2)
          and ($3::text is null or e.resource = $3) and ($4::text is null or e.correlation = $4)
          and ($5::timestamptz is null or e.recorded_at >= $5) and e.sequence > $6
          and $8::text <> '' and $9::text <> '' and $10::text <> '' and coalesce($11::text, '') <> '-'
        order by e.sequence limit $7) found"""
    return swap(original, "audit.read_entries($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", past_the_log)


DEFECT = Defect(
    id="pci-12-readings-unseen",
    title="Readings of the audit log leave no entry",
    must_catch=("PCI-12",),
    may_also_catch=("PCI-10", "PCI-11", "PCI-13", "PCI-14"),
    changes=("api",),
    replaces={"reference_platform.api.audit:READ": reads_the_table},
    on=on,
    off=off,
)
