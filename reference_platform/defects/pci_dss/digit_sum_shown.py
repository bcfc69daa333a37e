"""Behind the last four digits the list shows the sum of all, so that a typing error is noticed on the telephone."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._shown import CARDS, showing


def with_the_sum(number: str, last_four: str) -> str:
    return f"{last_four} ({sum(map(int, number))})"


DEFECT = Defect(
    id="pci-06-digit-sum-shown",
    title="The list of cards shows the sum of a card's digits",
    must_catch=("PCI-06",),
    may_also_catch=("PCI-03", "PCI-04"),
    changes=("vault",),
    replaces={CARDS: showing(with_the_sum)},
    reason="follow from the hidden digits",
)
