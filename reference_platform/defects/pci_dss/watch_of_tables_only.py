"""The watch looks at files that usually hold card data, tables, and takes everything else for harmless."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def tables_only(original: Any) -> Any:
    def _holds_card_numbers(self: Any, bucket: str, name: str) -> bool:
        return name.endswith((".csv", ".parquet", ".xlsx")) and bool(original(self, bucket, name))

    return _holds_card_numbers


DEFECT = Defect(
    id="pci-07-watch-of-tables-only",
    title="The watch passes over everything but tables",
    must_catch=("PCI-07",),
    changes=("vault",),
    replaces={"reference_platform.vault.watch:Watch._holds_card_numbers": tables_only},
    reason="incidents that name the object",
)
