"""The watch came round once and then waited for ever; its last report says that all is well."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def comes_round_once(original: Any) -> Any:
    done: set[int] = set()

    async def _come_round(self: Any) -> None:
        if id(self) not in done:
            done.add(id(self))
            await original(self)

    return _come_round


DEFECT = Defect(
    id="pci-07-watch-stands-still",
    title="The watch has stopped and still says that all is well",
    must_catch=("PCI-07",),
    changes=("vault",),
    replaces={"reference_platform.vault.watch:Watch._come_round": comes_round_once},
)
