"""Customers: their stored features."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from reference_platform.api.database import Database
from reference_platform.api.problems import no_lawful_basis, not_found
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


def versioned_features(row: asyncpg.Record) -> VersionedFeatures:
    """A row of FEATURES_FOR_SCORING."""
    return VersionedFeatures(Features(*row[:5]), row["version"])
