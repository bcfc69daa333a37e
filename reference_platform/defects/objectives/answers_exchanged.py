"""The figures are kept on a shared object across a wait: alone every answer is right, under load it is not."""

from __future__ import annotations

import asyncio
from typing import Any

from reference_platform.defects.defect import Defect

WAIT_S = 0.004


def figures_on_a_shared_object(original: Any) -> Any:
    async def score(self: Any, request_id: str, customer_id: str, features: Any, scored_by: str) -> Any:
        if features is None:
            return await original(self, request_id, customer_id, features, scored_by)
        self.wanted = features
        await asyncio.sleep(WAIT_S)
        return await original(self, request_id, customer_id, self.wanted, scored_by)

    return score


DEFECT = Defect(
    id="slo-03-answers-exchanged",
    title="Two requests at the same time may get the score of one another's figures",
    must_catch=("SLO-03",),
    may_also_catch=("SLO-02", "SLO-04", "SLO-06", "DORA-02", "E2E-07"),
    changes=("api",),
    replaces={"reference_platform.api.scoring:Scoring.score": figures_on_a_shared_object},
    reason="wrong content",
)
