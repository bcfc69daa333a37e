"""Retention: what is older than its limit leaves as by an erasure, unless a legal hold keeps it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from reference_platform.api.database import Database
from reference_platform.api.feature_cache import FeatureCache
from reference_platform.api.problems import not_found

NOW = "select now() as as_of"
FIND_CLASSES = "select class, limit_days from retention_classes order by class"
FIND_OVERDUE = "select customer_id from retention_limits where class = $1 and overdue_since < $2"
PURGE_CUSTOMER = "select purge_customer($1, $2, $3) as status"
RECORD_PURGE = """
insert into retention_purges (purge_id, class, limit_days, as_of, requested_by, removed, held)
values ($1, $2, $3, $4, $5, $6, $7)
"""

SET_HOLD = "select set_legal_hold($1, $2, $3) as since"
LIFT_HOLD = """
update legal_holds set lifted_at = now(), lifted_by = $2
 where customer_id = $1 and lifted_at is null returning hold_id
"""
FIND_HOLD = """
select h.reason, h.since, h.set_by,
       (select min(l.overdue_since) from retention_limits l
         where l.customer_id = h.customer_id and l.overdue_since < now()) as overdue_since
  from legal_holds h where h.customer_id = $1 and h.lifted_at is null
"""


@dataclass(frozen=True)
class PurgedClass:
    """What a purge did to one class of data: how many customers it removed, how many a hold kept."""

    name: str
    limit_days: int
    removed: int
    held: int


@dataclass(frozen=True)
class Purge:
    """A purge that is done; `as_of` is the database's time at its start, in UTC."""

    purge_id: UUID
    as_of: datetime
    classes: list[PurgedClass]


@dataclass(frozen=True)
class LegalHold:
    """A hold in force; `overdue_since` tells since when the data would be gone without it."""

    reason: str
    since: datetime
    set_by: str
    overdue_since: datetime | None


class Retention:
    """Purges; raises Problem 503 when database or cache are away."""

    def __init__(self, database: Database, cache: FeatureCache) -> None:
        self._database = database
        self._cache = cache

    async def purge(self, requested_by: str) -> Purge:
        """Remove every customer whose data is overdue and not on hold; after a 503, ask again."""
        purge_id = uuid4()
        as_of = (await self._database.row(NOW))["as_of"]
        classes = [
            await self._purge_class(purge_id, as_of, name, limit_days, requested_by)
            for name, limit_days in await self._database.rows(FIND_CLASSES)
        ]
        return Purge(purge_id, as_of, classes)

    async def _purge_class(
        self, purge_id: UUID, as_of: datetime, name: str, limit_days: int, requested_by: str
    ) -> PurgedClass:
        statuses = [
            await self._purge_customer(row["customer_id"], as_of, requested_by)
            for row in await self._database.rows(FIND_OVERDUE, name, as_of)
        ]
        removed, held = statuses.count("removed"), statuses.count("held")
        await self._database.row(RECORD_PURGE, purge_id, name, limit_days, as_of, requested_by, removed, held)
        return PurgedClass(name, limit_days, removed, held)

    async def _purge_customer(self, customer_id: str, as_of: datetime, requested_by: str) -> str:
        # Before as well: were the cache away only afterwards, nobody would ask for this customer again.
        await self._cache.forget(customer_id)
        row = await self._database.row(PURGE_CUSTOMER, customer_id, as_of, requested_by)
        await self._cache.forget(customer_id)
        return row["status"]


class LegalHolds:
    """Holds in PostgreSQL; every method raises Problem 503 when the database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set(self, customer_id: str, reason: str, set_by: str) -> datetime:
        """Keep a customer's data from now on, in place of an earlier hold; returns the time."""
        return (await self._database.row(SET_HOLD, customer_id, reason, set_by))["since"]

    async def find(self, customer_id: str) -> LegalHold:
        """The hold in force; raises Problem 404."""
        row = await self._database.row(FIND_HOLD, customer_id)
        if row is None:
            raise not_found("legal hold")
        return LegalHold(*row)

    async def lift(self, customer_id: str, lifted_by: str) -> None:
        """End the hold in force; raises Problem 404."""
        if await self._database.row(LIFT_HOLD, customer_id, lifted_by) is None:
            raise not_found("legal hold")
