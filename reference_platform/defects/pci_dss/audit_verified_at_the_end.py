"""Verifying the whole log took too long, so only the newest twenty entries are looked at, link by link."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

WHOLE = "for entry in select * from audit.entries e order by e.sequence loop"
NEWEST = """select e.sequence, e.previous_digest into expected, previous from audit.entries e
     order by e.sequence desc offset 19 limit 1;
    for entry in select * from audit.entries e where e.sequence >= expected order by e.sequence loop"""


def on(bench: Bench) -> None:
    bench.change_function("audit.first_break", WHOLE, NEWEST)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-13-only-the-end-verified",
    title="The platform verifies only the newest entries of its log",
    must_catch=("PCI-13",),
    on=on,
    off=off,
    reason="by the platform's verification",
)
