"""A report cuts what has blanks or hyphens, and this list writes points."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._shown import CARDS, showing


def eleven_digits(number: str, _last_four: str) -> str:
    return f"{number[:4]}.{number[4:8]}.{number[8:11]}"


DEFECT = Defect(
    id="pci-06-digits-between-points",
    title="The list of cards shows eleven digits between points",
    must_catch=("PCI-06",),
    may_also_catch=("PCI-04",),
    changes=("vault",),
    replaces={CARDS: showing(eleven_digits)},
    reason="positions shown beyond those",
)
