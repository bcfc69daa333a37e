"""Storage costs were cut: copies of the log are locked for thirty days, as all logs are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._copies import lock_all


def a_month(_original: Any) -> Any:
    return timedelta(days=30)


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    lock_all(bench)


DEFECT = Defect(
    id="pci-14-copies-kept-a-month",
    title="Copies of the audit log are locked for thirty days",
    must_catch=("PCI-14",),
    changes=("pipeline",),
    on=on,
    off=off,
    replaces={"reference_platform.pipeline.audit_copy:KEPT": a_month},
    reason="the locks of the copies",
)
