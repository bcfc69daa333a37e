"""Whoever passed the password is inside, so a session has every role there is."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function(
        "session_of",
        "select a.account, a.roles from",
        "select a.account, array['auditor', 'administrator', 'model_approver', 'scorer'] from",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-15-session-of-everybody",
    title="A session of somebody who signed in has every role",
    must_catch=("PCI-15",),
    may_also_catch=("SEC-01",),
    on=on,
    off=off,
    reason="calls beyond the rights",
)
