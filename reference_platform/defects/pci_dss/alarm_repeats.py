"""The record of an incident quotes what was found, so that whoever reads it can judge how bad it is."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def quotes_what_it_found(original: Any) -> Any:
    def _look(self: Any) -> Any:
        from reference_platform.vault.numbers import card_numbers_in

        places, objects, unread = original(self)
        quoted = []
        for place in places:
            bucket, _, name = place.removeprefix("bucket ").partition(", object ")
            found = card_numbers_in(self._buckets.read(bucket, name).decode("latin-1"))
            quoted.append(f"{place}: {', '.join(found)}")
        return quoted, objects, unread

    return _look


DEFECT = Defect(
    id="pci-07-alarm-repeats",
    title="The record of an incident repeats the card number",
    must_catch=("PCI-07",),
    changes=("vault",),
    replaces={"reference_platform.vault.watch:Watch._look": quotes_what_it_found},
    reason="the incident repeats the number",
)
