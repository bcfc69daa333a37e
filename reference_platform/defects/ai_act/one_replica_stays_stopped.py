"""Each copy of the service remembers a stop that it has met, and one of them is never told of its end."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica


def remembers_the_stop(original: Any) -> Any:
    stopped: list[Any] = []

    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        from reference_platform.api.problems import Problem

        if stopped:
            raise stopped[0]
        try:
            return await original(self, candidate, scored_by)
        except Problem as problem:
            if problem.kind == "decisions-stopped" and in_one_replica():
                stopped.append(problem)
            raise

    return record


DEFECT = Defect(
    id="aia-04-one-replica-stays-stopped",
    title="One replica refuses to decide until it is started anew, although decisions go on",
    must_catch=("AIA-04",),
    changes=("api",),
    replaces={"reference_platform.api.results:Results.record": remembers_the_stop},
)
