"""A batch job needs card numbers, so whoever has the role gets them, be it a person or not."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def for_everybody_with_the_role(_original: Any) -> Any:
    def require_person(_caller: Any) -> None:
        return None

    return require_person


DEFECT = Defect(
    id="pci-02-robot-reads-numbers",
    title="A service reads whole card numbers",
    must_catch=("PCI-02",),
    changes=("vault",),
    replaces={"reference_platform.api.identity:require_person": for_everybody_with_the_role},
    reason="how others are refused",
)
