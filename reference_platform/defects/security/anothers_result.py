"""Whoever wrote the calls about results looked the number up, and not whose result it is."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def leads_to_nobody(_original: Any) -> Any:
    return {}


DEFECT = Defect(
    id="sec-01-anothers-result",
    title="Another agency's result can be read and contested by its number",
    must_catch=("SEC-01",),
    changes=("api",),
    replaces={"reference_platform.api.ownership:CUSTOMER_OF": leads_to_nobody},
    reason="calls that reached what belongs to somebody else",
)
