"""The register of results, and the gate before it: no result without a lawful basis.

One statement checks the basis, stores the result and returns it, in one transaction: nothing is released
that was not stored, nothing is stored without a basis, and an answer costs one round trip.
"""

from dataclasses import astuple, dataclass
from datetime import datetime

import asyncpg

from reference_platform.api.database import Database
from reference_platform.api.problems import Problem, no_lawful_basis, not_found
from reference_platform.api.stops import refused as refused_by_stop
from reference_platform.training.scorecard import Features, Rating, RiskBands

RECORD_SCORE = """
select status, credit_score, risk_level, model_name, model_version, scored_at, decided_by
  from record_score($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""

FIND_RESULT = """
select request_id, customer_id, credit_score, risk_level, model_name, model_version, scored_at, decided_by
  from scoring_results where request_id = $1
"""

FIND_ORIGIN = """
select r.credit_score, r.model_version, b.low, b.medium, b.high,
       r.age, r.income, r.bureau_score, r.debt_ratio, r.employment_years
  from scoring_results r
  left join lateral (
       select low, medium, high from model_changes c join risk_bands k on k.version::text = c.new_version
        where c.subject = 'risk bands' and c.state = 'applied' and c.deployed_at <= r.scored_at
        order by c.deployed_at desc limit 1) b on true
 where r.request_id = $1
"""


class StaleFeatures(Exception):
    """The stored features have changed since they were read."""


@dataclass(frozen=True)
class Result:
    """A stored result; `scored_at` is the database's time in UTC.

    `decided_by` is `human` once a reviewer has changed the risk level, else `model`.
    """

    request_id: str
    customer_id: str
    credit_score: int
    risk_level: str
    model_name: str
    model_version: str
    scored_at: datetime
    decided_by: str


@dataclass(frozen=True)
class Origin:
    """How a result came about: the model's version, the figures it was given, and the limits then in force.

    `bands` is None where the limits are of no interest.
    """

    credit_score: int
    model_version: str
    features: Features
    bands: RiskBands | None = None


@dataclass(frozen=True)
class Candidate:
    """A result that may become one: `features_version` is None when the features came with the request."""

    request_id: str
    customer_id: str
    features: Features
    rating: Rating
    features_version: int | None
    model_name: str
    model_version: str


class Results:
    """Results in PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, candidate: Candidate, scored_by: str) -> Result:
        """Store a result and return it, or the earlier one for the same request.

        Raises Problem 403 without a lawful basis, 409 when the request id belongs to another customer, 503
        without a database or while a person has stopped decisions, and StaleFeatures when the features have to be
        read again.
        """
        row = await self._recorded(candidate, scored_by)
        match row["status"]:
            case "recorded" | "repeated":
                return Result(candidate.request_id, candidate.customer_id, *row[1:])
            case "no_basis":
                raise no_lawful_basis()
            case "taken":
                raise Problem(409, "request-id-taken", "This request_id was used for another customer; use a new one.")
        raise StaleFeatures

    async def _recorded(self, candidate: Candidate, scored_by: str) -> asyncpg.Record:
        try:
            return await self._database.row(
                RECORD_SCORE,
                candidate.request_id,
                candidate.customer_id,
                candidate.features_version,
                candidate.rating.credit_score,
                candidate.rating.risk_level,
                candidate.model_name,
                candidate.model_version,
                scored_by,
                *astuple(candidate.features),
            )
        except asyncpg.PostgresError as error:
            problem = refused_by_stop(error)
            if problem is None:
                raise
            raise problem from error

    async def find(self, request_id: str) -> Result:
        """The result of a request; raises Problem 404 or 503."""
        row = await self._database.row(FIND_RESULT, request_id)
        if row is None:
            raise not_found("result")
        return result_of(row)

    async def origin(self, request_id: str) -> Origin:
        """How the result of a request came about; raises Problem 404 or 503."""
        row = await self._database.row(FIND_ORIGIN, request_id)
        if row is None:
            raise not_found("result")
        bands = None if row["low"] is None else RiskBands(row["low"], row["medium"], row["high"])
        return Origin(row["credit_score"], row["model_version"], Features(*row[5:]), bands)


def result_of(row: asyncpg.Record) -> Result:
    """A row of FIND_RESULT as a result."""
    return Result(*row)
