"""Contests: a person looks again at a result, and can change what follows from it (GDPR Art. 22(3)).

The model's score stays what it is; a reviewer changes the risk level. Result and contest change in one
transaction, so every surface that reads the result shows the outcome at once; the pipeline publishes it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg

from reference_platform.api.database import Database
from reference_platform.api.feature_cache import FeatureCache
from reference_platform.api.problems import FieldProblem, Problem, invalid_request, not_found

OPEN = """
insert into contests (contest_id, request_id, customer_id, statement, opened_by, credit_score, risk_level)
select $1, r.request_id, r.customer_id, $3, $4, r.credit_score, r.risk_level
  from scoring_results r where r.request_id = $2
returning contest_id
"""
FIND_CONTEST = """
select contest_id, request_id, customer_id, status, statement, opened_at, opened_by,
       decided_at, decided_by, reason, credit_score, risk_level, outcome_level
  from contests where contest_id = $1
"""
DECIDE = "select decide_contest($1, $2, $3, $4) as status"


@dataclass(frozen=True)
class Contest:
    """A contest; what comes after `opened_by` and before `credit_score` is None while it is open."""

    contest_id: UUID
    request_id: str
    customer_id: str
    status: str
    statement: str
    opened_at: datetime
    opened_by: str
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    credit_score: int
    risk_level: str
    outcome_level: str | None


class Contests:
    """Contests in PostgreSQL; every method raises Problem 503 when the database is away."""

    def __init__(self, database: Database, cache: FeatureCache) -> None:
        self._database = database
        self._cache = cache

    async def open(self, request_id: str, statement: str, opened_by: str) -> UUID:
        """Open a contest against a result and return its id; raises Problem 404, or 409 while one is open."""
        try:
            row = await self._database.row(OPEN, uuid4(), request_id, statement, opened_by)
        except asyncpg.UniqueViolationError as error:
            raise Problem(409, "contest-open", "A contest of this result is open already; wait for it.") from error
        except asyncpg.ForeignKeyViolationError:  # erased in this very moment
            row = None
        if row is None:
            raise not_found("result")
        return row["contest_id"]

    async def find(self, contest_id: UUID) -> Contest:
        """A contest; raises Problem 404."""
        row = await self._database.row(FIND_CONTEST, contest_id)
        if row is None:
            raise not_found("contest")
        return Contest(*row)

    async def decide(self, contest_id: UUID, risk_level: str | None, reason: str, reviewer: str) -> Contest:
        """Uphold a result, or overturn it to `risk_level`.

        Raises Problem 403 for who opened the contest, 404, 409 when it is decided already, and 422 when
        `risk_level` is not better than the contested one.
        """
        row = await self._database.row(DECIDE, contest_id, risk_level, reason, reviewer)
        match row["status"]:
            case "unknown":
                raise not_found("contest")
            case "own":
                raise Problem(403, "own-contest", "Somebody else than who opened the contest has to decide it.")
            case "decided_before":
                raise Problem(409, "contest-decided", "This contest has been decided already.")
            case "not_better":
                problem = FieldProblem(field="risk_level", message="must be better than the contested one")
                raise invalid_request([problem])
        contest = await self.find(contest_id)
        await self._cache.try_to_forget(contest.customer_id)
        return contest
