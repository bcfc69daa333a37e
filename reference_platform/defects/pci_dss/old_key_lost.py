"""A change of keys writes the new key over the old one, and nobody can open what was sealed before."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def forgets_the_old(original: Any) -> Any:
    def rotate(self: Any) -> str:
        from dataclasses import replace

        from reference_platform.vault.keys import write

        new_id: str = original(self)
        self.keys = replace(self.keys, sealing={new_id: self.keys.sealing[new_id]})
        write(self._path, self.keys)
        return new_id

    return rotate


DEFECT = Defect(
    id="pci-02-old-key-lost",
    title="A change of keys makes earlier cards unreadable",
    must_catch=("PCI-02",),
    changes=("vault",),
    replaces={"reference_platform.vault.keys:KeyFile.rotate": forgets_the_old},
    reason="the number can be read",
)
