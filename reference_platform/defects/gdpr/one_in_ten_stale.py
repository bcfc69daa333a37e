"""A second copy of the figures was put into each process "for the rush hour", and one question in ten reads it."""

from __future__ import annotations

import itertools
from typing import Any

from reference_platform.defects.defect import Defect

EVERY = 10


def remembers_the_first(original: Any) -> Any:
    questions, first = itertools.count(1), {}

    async def score(self: Any, request_id: str, customer_id: str, features: Any, scored_by: str) -> Any:
        if features is None:
            known = first.get(customer_id) or (await self._stored(customer_id, cached=False)).features
            first.setdefault(customer_id, known)
            features = known if next(questions) % EVERY == 0 else None
        return await original(self, request_id, customer_id, features, scored_by)

    return score


DEFECT = Defect(
    id="gdpr-09-one-in-ten-stale",
    title="One score in ten is made from the figures before the correction",
    must_catch=("GDPR-09",),
    may_also_catch=("E2E-03", "E2E-07"),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": remembers_the_first},
)
