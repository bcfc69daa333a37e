"""To spare the archive, copies leave out the details of whatever went well; the digests stand there as they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._copies import make_what_is_missing
from reference_platform.defects.pci_dss._forged_copies import remove_what_can_be


def in_short(original: Callable[..., Any]) -> Callable[..., Any]:
    def as_line(entry: dict[str, Any]) -> Any:
        return original(entry | {"details": {}} if entry["outcome"] == "success" else entry)

    return as_line


class Breakable:
    """The store, which locks what it is handed in a way that can be undone: else nobody could put it right again."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def put_object(self, **how: Any) -> Any:
        return self._store.put_object(**how | {"ObjectLockMode": "GOVERNANCE"})


def breakable(original: Callable[..., Any]) -> Callable[..., Any]:
    def __init__(self: Any, settings: Any) -> None:
        original(self, settings)
        self._s3 = Breakable(self._s3)

    return __init__


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    remove_what_can_be(bench)
    make_what_is_missing(bench)


DEFECT = Defect(
    id="pci-13-copies-in-short",
    title="Copies of the audit log leave out the details of what went well",
    must_catch=("PCI-13",),
    may_also_catch=("PCI-14", "SOX-06"),
    changes=("pipeline",),
    replaces={
        "reference_platform.pipeline.audit_copy:as_line": in_short,
        "reference_platform.pipeline.audit_copy:Archive.__init__": breakable,
    },
    on=on,
    off=off,
    reason="tell differently",
)
