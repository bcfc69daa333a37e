"""A new key gets an id and is shown in every report, but cards are sealed with the first key as ever."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def seals_with_the_first(original: Any) -> Any:
    def seal(keys: Any, token: str, number: str) -> Any:
        from dataclasses import replace

        return original(replace(keys, current=next(iter(keys.sealing))), token, number)

    return seal


DEFECT = Defect(
    id="pci-02-rotation-in-name",
    title="After a change of keys new cards are still sealed with the old one",
    must_catch=("PCI-02",),
    changes=("vault",),
    replaces={"reference_platform.vault.sealing:seal": seals_with_the_first},
    reason="the key of the later card",
)
