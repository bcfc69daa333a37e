"""A copy that cannot be made is given up, so that the copier never falls behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._copies import make_what_is_missing


def gives_up(original: Callable[..., Any]) -> Callable[..., Any]:
    def add(self: Any, key: str, content: bytes) -> None:
        from reference_platform.pipeline.outages import Away

        try:
            original(self, key, content)
        except Away:
            return

    return add


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    make_what_is_missing(bench)


DEFECT = Defect(
    id="pci-14-copies-dropped",
    title="Entries whose copy fails are never copied",
    must_catch=("PCI-14",),
    may_also_catch=("PCI-10", "PCI-13", "SOX-06"),
    changes=("pipeline",),
    on=on,
    off=off,
    replaces={"reference_platform.pipeline.audit_copy:Archive.add": gives_up},
)
