"""The reviewer's decision is stored and those who read the results from the topic never hear of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect


def sends_nothing(_original: Callable[..., Any]) -> Callable[..., Any]:
    def publish(_self: Any, _message: Any) -> None:
        return

    return publish


DEFECT = Defect(
    id="gdpr-10-overturned-in-silence",
    title="An overturned result is not sent to the topic of results",
    must_catch=("GDPR-10",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.overturned:OverturnedResults._publish": sends_nothing},
)
