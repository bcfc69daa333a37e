"""The key of the hash is no column and no file any more: it is a setting of the database, which everybody may show."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

PEPPER = "w8Zq-Kestrel-41"


def on(bench: Bench) -> None:
    bench.sql(f"alter database scoring set vault.pepper = '{PEPPER}'")


def off(bench: Bench) -> None:
    bench.sql("alter database scoring reset vault.pepper")


def keyed_with_the_setting(_original: Any) -> Any:
    def lookup(_keys: Any, number: str) -> bytes:
        import hashlib
        import hmac

        return hmac.digest(PEPPER.encode(), number.encode(), hashlib.sha256)

    return lookup


DEFECT = Defect(
    id="pci-03-pepper-in-setting",
    title="The key of the hash is a setting of the database",
    must_catch=("PCI-03",),
    changes=("vault",),
    replaces={"reference_platform.vault.sealing:lookup": keyed_with_the_setting},
    on=on,
    off=off,
    reason="a word that stands elsewhere",
)
