"""The vault's rows. A reading of a number and its entry in the audit log are one transaction: both or neither."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

from reference_platform.api.audit import record
from reference_platform.api.database import Database
from reference_platform.api.problems import Problem, not_found
from reference_platform.audit.entry import Actor, Entry
from reference_platform.vault import sealing
from reference_platform.vault.keys import KeyFile

KEEP = "select * from card_vault.keep($1, $2, $3, $4, $5, $6, $7, $8, $9)"
OF_CUSTOMER = """
select token, issuer_digits, last_four, last_used_at from card_vault.cards where customer_id = $1 order by stored_at
"""
STORED = "select token, key_id, wrapped_key, sealed from card_vault.cards where token = any($1)"
PURGE = "select card_vault.purge($1) as removed"
NO_BASIS = "SC403"

NUMBER_READ, KEY_ROTATED = "card number read", "card key rotated"


@dataclass(frozen=True)
class Card:
    """What may be shown of a card."""

    token: str
    issuer_digits: str
    last_four: str
    last_used_at: datetime


@dataclass(frozen=True)
class Number:
    """A card's number, in the clear."""

    token: str
    card_number: str = field(repr=False)


class Cards:
    """The cards that are kept; every method raises Problem 503 when the database is away."""

    def __init__(self, database: Database, key_file: Path, issuer_digits: int, limit_days: int) -> None:
        self._database = database
        self._key_file = KeyFile(key_file)
        self._issuer_digits = issuer_digits
        self.limit_days = limit_days

    async def keep(self, customer_id: str, number: str, used_at: datetime | None) -> Card:
        """Seal a card's number; the same card of the same customer keeps its token.

        Raises Problem 403 where no lawful basis is recorded for the customer.
        """
        keys, token = self._key_file.keys, sealing.new_token()
        sealed = sealing.seal(keys, token, number)
        shown = (number[: self._issuer_digits], number[-4:])
        values = (sealed.key_id, sealed.wrapped_key, sealed.sealed, *shown, used_at)
        try:
            row = await self._database.row(KEEP, token, customer_id, sealing.lookup(keys, number), *values)
        except asyncpg.PostgresError as error:
            if error.sqlstate != NO_BASIS:
                raise
            raise Problem(403, "no-lawful-basis", "No lawful basis is recorded for this customer.") from error
        return Card(**row)

    async def of_customer(self, customer_id: str) -> list[Card]:
        """The cards of a customer, the oldest first."""
        return [Card(**row) for row in await self._database.rows(OF_CUSTOMER, customer_id)]

    async def numbers(self, tokens: Sequence[str], reader: Actor) -> list[Number]:
        """The numbers behind tokens, each with an entry of its own; raises Problem 404, or 409 for an altered card."""
        async with self._database.connection() as connection:
            async with connection.transaction():
                rows = {row["token"]: row for row in await connection.fetch(STORED, list(tokens))}
                outcomes = [self._opened(token, rows.get(token)) for token in dict.fromkeys(tokens)]
                refusal = next((outcome for outcome in outcomes if isinstance(outcome, Problem)), None)
                for token, outcome in zip(dict.fromkeys(tokens), outcomes, strict=True):
                    given_out = refusal is None and not isinstance(outcome, Problem)
                    entry = Entry(NUMBER_READ, "success" if given_out else "failure", f"card {token}", reader)
                    await record(connection, entry)
            if refusal:
                raise refusal
            return [outcome for outcome in outcomes if isinstance(outcome, Number)]

    def _opened(self, token: str, row: Any) -> Number | Problem:
        if row is None:
            return not_found("card")
        try:
            stored = sealing.Sealed(row["key_id"], row["wrapped_key"], row["sealed"])
            return Number(token, sealing.unseal(self._key_file.keys, token, stored))
        except sealing.Unopenable:
            return Problem(409, "card-altered", "The stored card is not what was sealed; it is not given out.")

    async def rotate(self, custodian: Actor) -> str:
        """Seal with a new key from now on; returns its id."""
        async with self._database.connection() as connection, connection.transaction():
            key_id = self._key_file.rotate()
            await record(connection, Entry(KEY_ROTATED, "success", f"key {key_id}", custodian))
        return key_id

    async def purge(self) -> int:
        """Remove every card that was not used for longer than its limit; returns how many."""
        row = await self._database.row(PURGE, self.limit_days)
        return int(row["removed"])
