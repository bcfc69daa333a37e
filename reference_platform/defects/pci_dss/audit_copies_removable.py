"""The lock is of the kind that an administrator may override, so that mistakes can be tidied up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._copies import lock_all


def locks_with_a_key(original: Callable[..., Any]) -> Callable[..., Any]:
    def __init__(self: Any, settings: Any) -> None:
        original(self, settings)
        put = self._s3.put_object
        self._s3 = type(
            "Store", (), {"put_object": lambda _self, **how: put(**{**how, "ObjectLockMode": "GOVERNANCE"})}
        )()

    return __init__


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    lock_all(bench)


DEFECT = Defect(
    id="pci-14-copies-removable",
    title="An administrator can override the lock of the copies",
    must_catch=("PCI-14",),
    may_also_catch=("PCI-13",),
    changes=("pipeline",),
    on=on,
    off=off,
    replaces={"reference_platform.pipeline.audit_copy:Archive.__init__": locks_with_a_key},
    reason="the locks of the copies",
)
