"""Erasure: what leaves at once, and how far it is everywhere else."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

import asyncpg

from reference_platform.api.database import Database
from reference_platform.api.problems import legal_hold, not_found

ERASE = "select erasure_id, erased_at, removed::text, pending from erase_customer($1, $2, 'request')"
ON_LEGAL_HOLD = "SC409"  # the SQLSTATE with which the database refuses
FIND = """
select erasure_id, reason, requested_by, erased_at, completed_at, removed::text from erasures where erasure_id = $1
"""


@dataclass(frozen=True)
class Erased:
    """An erasure as just begun: what is gone, by place, and the places still to be cleared."""

    erasure_id: UUID
    erased_at: datetime
    removed: dict[str, int]
    pending: list[str]


@dataclass(frozen=True)
class Erasure:
    """How far an erasure is; `completed_at` is None while a place is still to be cleared."""

    erasure_id: UUID
    reason: Literal["request", "retention"]
    requested_by: str
    erased_at: datetime
    completed_at: datetime | None
    removed: dict[str, int]


class Erasures:
    """Erasures in PostgreSQL; every method raises Problem 503 when the database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def erase(self, customer_id: str, requested_by: str) -> Erased:
        """Remove what the database holds of a customer, leave a tombstone and ask for the rest; may be repeated.

        Raises Problem 409 while the customer is on legal hold.
        """
        try:
            row = await self._database.row(ERASE, customer_id, requested_by)
        except asyncpg.PostgresError as error:
            if error.sqlstate != ON_LEGAL_HOLD:
                raise
            raise legal_hold() from error
        return Erased(row["erasure_id"], row["erased_at"], json.loads(row["removed"]), row["pending"])

    async def find(self, erasure_id: UUID) -> Erasure:
        """An erasure; raises Problem 404."""
        row = await self._database.row(FIND, erasure_id)
        if row is None:
            raise not_found("erasure")
        reason = cast(Literal["request", "retention"], row["reason"])
        times = (row["erased_at"], row["completed_at"])
        return Erasure(row["erasure_id"], reason, row["requested_by"], *times, json.loads(row["removed"]))
