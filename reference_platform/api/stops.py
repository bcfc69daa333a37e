"""A person stops automated decisions, on every way in at once, and lets them go on.

The rule stands in the database (`schema/021_stops.sql`): while a stop is in force no result is kept, so none is
released. Whoever asks is told to come back; the pipeline holds its events until it is answered.
"""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from reference_platform.api.audit import Actor
from reference_platform.api.database import Database
from reference_platform.api.problems import Problem, not_found

STOP = "select stop_decisions($1, $2, $3, $4) as since"
RESUME = "select resume_decisions($1, $2, $3) as at"
FIND_STOP = "select reason, stopped_by, stopped_at from decision_stops where resumed_at is null"
STOPPED = "SC503"
COME_BACK_S = 5


@dataclass(frozen=True)
class Stop:
    """A stop in force."""

    reason: str
    stopped_by: str
    stopped_at: datetime


class Stops:
    """Stops in PostgreSQL; every method raises Problem 503 when the database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stop(self, reason: str, who: Actor) -> Stop:
        """Stop all automated decisions; those under way end first. Raises Problem 409 when that was done before."""
        row = await self._database.row(STOP, reason, who.user, who.origin, who.correlation)
        if row is None or row["since"] is None:
            raise Problem(409, "stopped-before", "Automated decisions are stopped already.")
        return Stop(reason, who.user, row["since"])

    async def resume(self, who: Actor) -> None:
        """Let automated decisions go on; raises Problem 404 when nothing stops them."""
        row = await self._database.row(RESUME, who.user, who.origin, who.correlation)
        if row is None or row["at"] is None:
            raise not_found("stop")

    async def find(self) -> Stop:
        """The stop in force; raises Problem 404."""
        row = await self._database.row(FIND_STOP)
        if row is None:
            raise not_found("stop")
        return Stop(*row)


def refused(error: asyncpg.PostgresError) -> Problem | None:
    """What to answer when the database refused a result because decisions are stopped."""
    if error.sqlstate != STOPPED:
        return None
    detail = "A person has stopped automated decisions; nothing is decided until they go on. Ask again then."
    return Problem(503, "decisions-stopped", detail, headers={"Retry-After": f"{COME_BACK_S}"})
