"""Accounts that are disabled do not count any more, and so nobody hears that somebody still tries one."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

UNSEEN = """    if exists (select from accounts d where d.account = known and d.disabled_at is not null) then
        return until;
    end if;
"""


def on(bench: Bench) -> None:
    bench.change_function(
        "end_sign_in",
        "    perform audit.record(",
        UNSEEN + "    perform audit.record(",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-10-disabled-unseen",
    title="Trying a disabled account leaves no entry",
    must_catch=("PCI-10",),
    on=on,
    off=off,
    reason="entries about an attempt to sign in",
)
