"""A new password counts for the next sign-in; whoever signed in with the stolen one before goes on."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "change_account",
        "p_change in ('change password', 'disable')",
        "p_change = 'disable'",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-15-sessions-go-on",
    title="Sessions go on after the password was changed",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="what comes of them",
)
