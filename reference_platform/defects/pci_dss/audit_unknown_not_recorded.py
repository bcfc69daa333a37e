"""Calls without a valid token are turned away by a layer of its own, before anything that writes to the log."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def only_known_callers(original: dict[str, Any]) -> dict[str, Any]:
    return {kind: event for kind, event in original.items() if kind != "not-authenticated"}


DEFECT = Defect(
    id="pci-10-unknown-not-recorded",
    title="A refused sign-in leaves no entry",
    must_catch=("PCI-10", "PCI-11"),
    may_also_catch=("PCI-15",),
    changes=("api",),
    replaces={"reference_platform.api.identity:REFUSALS": only_known_callers},
)
