"""Disabling an account stops the next sign-in; whoever is signed in goes on until the token ends."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("session_of", "and a.disabled_at is null", "")
    bench.change_function(
        "change_account", "p_change in ('change password', 'disable')", "p_change = 'change password'"
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-15-disabled-goes-on",
    title="Whoever is signed in goes on after the account was disabled",
    must_catch=("PCI-15",),
    on=on,
    off=off,
    reason="what comes of the token",
)
