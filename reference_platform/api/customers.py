"""Customers: their stored features, the lawful basis, and how they are erased."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from reference_platform.api.database import Database
from reference_platform.api.problems import no_lawful_basis, not_found
from reference_platform.training.scorecard import Features

RECORD_BASIS = """
insert into lawful_basis (customer_id, purpose, basis, text_version, channel, recorded_by)
values ($1, $2, $3, $4, $5, $6)
on conflict (customer_id, purpose) do update
   set basis = excluded.basis, text_version = excluded.text_version, channel = excluded.channel,
       recorded_by = excluded.recorded_by, recorded_at = now()
returning recorded_at
"""

FIND_FEATURES = """
select age, income, bureau_score, debt_ratio, employment_years, version, bureau_origin, event_time
  from customer_features where customer_id = $1
"""

FEATURES_FOR_SCORING = """
select f.age, f.income, f.bureau_score, f.debt_ratio, f.employment_years, f.version
  from lawful_basis b left join customer_features f using (customer_id)
 where b.customer_id = $1 and b.purpose = 'credit_scoring'
"""

ERASE = "select erased_at, features, bases, results, notifications from erase_customer($1, $2)"


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
class Basis:
    """A lawful basis for one purpose."""

    purpose: str
    basis: str
    text_version: str
    channel: str


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

    async def record_basis(self, customer_id: str, basis: Basis, recorded_by: str) -> datetime:
        """Record a lawful basis in place of an earlier one for the same purpose; returns the time."""
        row = await self._database.row(
            RECORD_BASIS,
            customer_id,
            basis.purpose,
            basis.basis,
            basis.text_version,
            basis.channel,
            recorded_by,
        )
        return row["recorded_at"]

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
        """Remove everything about a customer and leave a tombstone; may be repeated."""
        return Erasure(*await self._database.row(ERASE, customer_id, requested_by))


def versioned_features(row: asyncpg.Record) -> VersionedFeatures:
    """A row of FEATURES_FOR_SCORING."""
    return VersionedFeatures(Features(*row[:5]), row["version"])
