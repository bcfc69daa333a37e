"""Readings of card numbers come through a gateway, so the log has the gateway's address for each."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

OF_THE_GATEWAY = """entry.origin := case record.event when 'card number read' then '10.0.0.1' else record.origin end;"""


def on(bench: Bench) -> None:
    bench.change_function("audit.record", "entry.origin := record.origin;", OF_THE_GATEWAY)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-11-readings-from-one-address",
    title="Readings of card numbers all have the same address in the log",
    must_catch=("PCI-11",),
    on=on,
    off=off,
    reason="what the entry says",
)
