"""The issuer is told by eight digits now, says a notice about new cards, and so eight are shown of all cards."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def eight_digits(original: Any) -> Any:
    def settings_from(*given: Any) -> Any:
        from dataclasses import replace

        return replace(original(*given), issuer_digits=8)

    return settings_from


DEFECT = Defect(
    id="pci-06-eight-for-everybody",
    title="Eight leading digits are shown where six are agreed",
    must_catch=("PCI-06",),
    changes=("vault",),
    replaces={"reference_platform.vault.settings:settings_from": eight_digits},
    reason="positions shown beyond those",
)
