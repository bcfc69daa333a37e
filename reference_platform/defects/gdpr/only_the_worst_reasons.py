"""Only the reasons that count against the customer are shown, so that nobody can see what the score is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect


def two_at_most(original: Callable[..., Any]) -> Callable[..., Any]:
    def factors(scorecard: Any, features: Any) -> Any:
        return [factor for factor in original(scorecard, features) if factor.points < 0][:2]

    return factors


DEFECT = Defect(
    id="gdpr-08-only-the-worst-reasons",
    title="An explanation names two figures and is silent about the others",
    must_catch=("GDPR-08",),
    changes=("api",),
    replaces={"reference_platform.api.factors:factors": two_at_most},
)
