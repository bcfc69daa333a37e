"""Customers: their stored features, and how they are erased."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from reference_platform.api.database import Database
from reference_platform.api.problems import legal_hold, no_lawful_basis, not_found
from reference_platform.training.scorecard import Features

FIND_FEATURES = """
select age, income, bureau_score, debt_ratio, employment_years, version, bureau_origin, event_time
  from customer_features where customer_id = $1
"""

FEATURES_FOR_SCORING = """
select f.age, f.income, f.bureau_score, f.debt_ratio, f.employment_years, f.version
  from lawful_basis b left join customer_features f using (customer_id)
 where b.customer_id = $1 and b.purpose = 'credit_scoring' and b.ended_at is null
"""

ERASE = "select erased_at, features, bases, results, notifications from erase_customer($1, $2, 'request')"
ON_LEGAL_HOLD = "SC409"  # the SQLSTATE with which the database refuses


@dataclass(frozen=True)
class VersionedFeatures:
    """Features and the version they were read at."""

    features: Features
    version: int


@dataclass(frozen=True)
class FeatureRecord:
    """Features as stored, with where the bureau score comes from and when the source said so."""

    features: Features
    bureau_origin: str
    event_time: datetime


@dataclass(frozen=True)
class Erasure:
    """What an erasure removed, and when."""

    erased_at: datetime
    features: int
    bases: int
    results: int
    notifications: int


class Customers:
    """Customers in PostgreSQL; every method raises Problem 503 when the database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def features(self, customer_id: str) -> FeatureRecord:
        """The stored features; raises Problem 404 when there are none."""
        row = await self._database.row(FIND_FEATURES, customer_id)
        if row is None:
            raise not_found("customer")
        return FeatureRecord(Features(*row[:5]), row["bureau_origin"], row["event_time"])

    async def features_for_scoring(self, customer_id: str) -> VersionedFeatures:
        """The stored features of a customer with a lawful basis; raises Problem 403 or 404."""
        row = await self._database.row(FEATURES_FOR_SCORING, customer_id)
        if row is None:
            raise no_lawful_basis()
        if row["version"] is None:
            raise not_found("customer")
        return versioned_features(row)

    async def erase(self, customer_id: str, requested_by: str) -> Erasure:
        """Remove everything about a customer and leave a tombstone; may be repeated.

        Raises Problem 409 while the customer is on legal hold.
        """
        try:
            row = await self._database.row(ERASE, customer_id, requested_by)
        except asyncpg.PostgresError as error:
            if error.sqlstate != ON_LEGAL_HOLD:
                raise
            raise legal_hold() from error
        return Erasure(*row)


def versioned_features(row: asyncpg.Record) -> VersionedFeatures:
    """A row of FEATURES_FOR_SCORING."""
    return VersionedFeatures(Features(*row[:5]), row["version"])
