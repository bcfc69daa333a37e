"""Failures are read, counted and written back, so guesses at the same moment count as one."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

COUNTED = """update accounts a
       set failures = attempts.number,"""
READ_FIRST = """with seen as materialized (
        select b.account as name, b.failures as number, pg_sleep(0.3) from accounts b where b.account = p_account)
    update accounts a
       set failures = (select seen.number + 1 from seen),"""


def on(bench: Bench) -> None:
    bench.change_function("begin_sign_in", COUNTED, READ_FIRST)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-15-guesses-at-once",
    title="Guesses at the same moment count as one",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="the right password signs in",
)
