"""New and disabled accounts are in the log; a changed password is no change of an account, somebody thought."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "change_account",
        "perform audit.record(",
        "if p_change = 'change password' then return true; end if;\n    perform audit.record(",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-10-password-changes-unseen",
    title="A changed password leaves no entry in the audit log",
    must_catch=("PCI-10",),
    on=on,
    off=off,
    reason="entries about changes of the account",
)
