"""The service ends when it loses the database, so that whoever watches over it starts it anew."""

from __future__ import annotations

import contextlib
from typing import Any

from reference_platform.defects.defect import Defect


def ends(original: Any) -> Any:
    @contextlib.asynccontextmanager
    async def connection(self: Any) -> Any:
        import os

        from reference_platform.api.problems import Problem

        try:
            async with original(self) as found:
                yield found
        except Problem as problem:
            if problem.status == 503 and self._pool is not None:
                os._exit(1)
            raise

    return connection


DEFECT = Defect(
    id="chaos-04-ends-without-database",
    title="The scoring service dies when it loses its database",
    must_catch=("CHAOS-04",),
    may_also_catch=("DORA-01", "CHAOS-02", "E2E-01", "SLO-01", "DORA-03"),
    changes=("api",),
    replaces={"reference_platform.api.database:Database.connection": ends},
)
