"""The register of lawful bases (GDPR Art. 6(1)): a history in which a basis is recorded, ends and stays."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from reference_platform.api.database import Database
from reference_platform.api.problems import Problem, not_found

RECORD_BASIS = "select record_basis($1, $2, $3, $4, $5, $6) as recorded_at"
END_BASIS = "select status, ended_at from end_basis($1, $2, $3, $4, $5, $6)"
FIND_BASES = """
select purpose, basis, text_version, channel, recorded_by, recorded_at, ended_at, ended_by, end_reason
  from lawful_basis where customer_id = $1 order by recorded_at, basis_id
"""

# GDPR Art. 7(3): consent can be withdrawn. Art. 21(1): what rests on the other two can be objected to.
WITHDRAWABLE = ("consent",)
OBJECTIONABLE = ("legitimate_interests", "public_task")


@dataclass(frozen=True)
class Basis:
    """A lawful basis for one purpose."""

    purpose: str
    basis: str
    text_version: str
    channel: str


@dataclass(frozen=True)
class RegisteredBasis:
    """A basis as the register has it; the last three are None while it is in force."""

    purpose: str
    basis: str
    text_version: str
    channel: str
    recorded_by: str
    recorded_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    end_reason: str | None


class LawfulBases:
    """The register in PostgreSQL; every method raises Problem 503 when the database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, customer_id: str, basis: Basis, recorded_by: str) -> datetime:
        """Put a basis into force; an earlier one for the same purpose ends. Returns the time."""
        row = await self._database.row(
            RECORD_BASIS, customer_id, basis.purpose, basis.basis, basis.text_version, basis.channel, recorded_by
        )
        return row["recorded_at"]

    async def history(self, customer_id: str) -> list[RegisteredBasis]:
        """Every basis there is or was, oldest first; raises Problem 404 when there is none."""
        rows = await self._database.rows(FIND_BASES, customer_id)
        if not rows:
            raise not_found("customer")
        return [registered_basis(row) for row in rows]

    async def withdraw(self, customer_id: str, purpose: str, channel: str, ended_by: str) -> datetime:
        """End a consent from now on and return the time; raises Problem 404 or 409."""
        ended_at = await self._end(customer_id, purpose, WITHDRAWABLE, "withdrawn", channel, ended_by)
        if ended_at is None:
            raise Problem(409, "not-consent", "The basis in force for this purpose is not consent.")
        return ended_at

    async def object(self, customer_id: str, purpose: str, channel: str, ended_by: str) -> datetime:
        """End a processing that the customer objects to and return the time; raises Problem 404 or 409."""
        ended_at = await self._end(customer_id, purpose, OBJECTIONABLE, "objected", channel, ended_by)
        if ended_at is None:
            raise Problem(
                409,
                "not-open-to-objection",
                "The basis in force for this purpose is neither legitimate interests nor a public task.",
            )
        return ended_at

    async def _end(
        self, customer_id: str, purpose: str, bases: tuple[str, ...], end_reason: str, channel: str, ended_by: str
    ) -> datetime | None:
        """The time at which the basis in force ended, or None when it is not one of `bases`."""
        row = await self._database.row(END_BASIS, customer_id, purpose, bases, end_reason, channel, ended_by)
        if row["status"] == "none":
            raise not_found("lawful basis in force")
        return row["ended_at"]


def registered_basis(row: asyncpg.Record) -> RegisteredBasis:
    """A row of FIND_BASES."""
    return RegisteredBasis(*row)
