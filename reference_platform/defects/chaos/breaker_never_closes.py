"""A circuit breaker was put before the database that opens at the first failure, and nothing ever closes it."""

from __future__ import annotations

import contextlib
from typing import Any

from reference_platform.defects.defect import Defect


def open_for_ever(original: Any) -> Any:
    @contextlib.asynccontextmanager
    async def connection(self: Any) -> Any:
        from reference_platform.api.problems import Problem, unavailable

        if getattr(self, "_open", False):
            raise unavailable("database")
        try:
            async with original(self) as found:
                yield found
        except Problem as problem:
            self._open = problem.status == 503
            raise

    return connection


DEFECT = Defect(
    id="chaos-04-breaker-never-closes",
    title="After one failure of the database the service refuses for ever",
    must_catch=("CHAOS-04",),
    may_also_catch=("DORA-01", "CHAOS-02", "E2E-01", "SLO-01", "DORA-03"),
    changes=("api",),
    replaces={"reference_platform.api.database:Database.connection": open_for_ever},
)
