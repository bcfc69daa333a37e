"""The refusal was made anew by hand, and the header that says when to ask again was forgotten."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def without_when(original: Any) -> Any:
    def unavailable(dependency: str) -> Any:
        problem = original(dependency)
        problem.headers = None
        return problem

    return unavailable


DEFECT = Defect(
    id="chaos-04-refusal-without-when",
    title="A refusal for want of the database does not say when to ask again",
    must_catch=("CHAOS-04",),
    may_also_catch=("DORA-01",),
    changes=("api",),
    replaces={"reference_platform.api.problems:unavailable": without_when},
    reason="does not say when to ask again",
)
