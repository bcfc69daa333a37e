"""A circuit breaker lets a request through now and then to see whether the register of bases is well again."""

from __future__ import annotations

import itertools
from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.gdpr._unasked import Unasked, add_function, drop_function

EVERY = 40


def lets_one_through(original: Any) -> Any:
    requests = itertools.count(1)

    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        unasked = next(requests) % EVERY == 0
        return await original(Unasked(self) if unasked else self, candidate, scored_by)

    return record


DEFECT = Defect(
    id="gdpr-04-one-in-forty-scored",
    title="After a withdrawal one request in forty is still scored",
    must_catch=("GDPR-04",),
    may_also_catch=("GDPR-03", "GDPR-06", "E2E-07"),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": lets_one_through},
    on=add_function,
    off=drop_function,
    reason="what was not refused",
)
