"""Copies rely on the setting of the place where they lie, which its administrator may change, and carry no lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._copies import lock_all

LOCK = ("ObjectLockMode", "ObjectLockRetainUntilDate")


class Unlocked:
    """The store, told nothing of a lock."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def put_object(self, **how: Any) -> Any:
        return self._store.put_object(**{name: value for name, value in how.items() if name not in LOCK})


def without_a_lock(original: Callable[..., Any]) -> Callable[..., Any]:
    def __init__(self: Any, settings: Any) -> None:
        original(self, settings)
        self._s3 = Unlocked(self._s3)

    return __init__


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    lock_all(bench)


DEFECT = Defect(
    id="pci-14-copies-unlocked",
    title="Copies of the audit log carry no lock of their own",
    must_catch=("PCI-14",),
    may_also_catch=("PCI-13",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.audit_copy:Archive.__init__": without_a_lock},
    on=on,
    off=off,
    reason="the locks of the copies",
)
