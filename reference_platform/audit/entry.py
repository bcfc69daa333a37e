"""Writing to the audit log: one call of audit.record, in a transaction of the caller's choice.

An entry says who did what, to what, from where and with which outcome; the database adds the time, the number
and the link to the entry before. Nothing in it is a personal detail: a customer is named by `audit.customer(id)`.

    async with connection.transaction():
        await connection.execute(CHANGE, ...)
        await record(connection, Entry("model change", "success", "model credit-scoring", actor))
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Outcome = Literal["success", "failure", "refused"]
ActorKind = Literal["person", "service", "unknown"]

RECORD = "select audit.record($1, $2, $3, $4, $5, $6, $7, $8::jsonb)"
RECORD_BLOCKING = "select audit.record(%s, %s, %s, %s, %s, %s, %s, %s::jsonb)"


@dataclass(frozen=True)
class Actor:
    """Who acts: the authenticated user, whether that is a `person` or a `service`, and the peer's address.

    `correlation` is the caller's own name of the request, a plain identifier, if there is one.
    """

    user: str
    kind: ActorKind
    origin: str
    correlation: str | None = None


NOBODY = "unknown"


@dataclass(frozen=True)
class Entry:
    """What goes into the log. `event` is a plain word for the kind of act; `resource` is what it was about."""

    event: str
    outcome: Outcome
    resource: str
    actor: Actor
    details: Mapping[str, str | int | bool | None] = field(default_factory=dict)

    def values(self) -> tuple[str | None, ...]:
        """The parameters of audit.record, in its order."""
        who = self.actor
        return (
            *(self.event, self.outcome, self.resource),
            *(who.user, who.kind, who.origin, who.correlation),
            json.dumps(dict(self.details)),
        )


class AsyncConnection(Protocol):
    """What is needed of an asyncpg connection."""

    async def fetchval(self, query: str, *args: Any) -> Any: ...


async def record(connection: AsyncConnection, entry: Entry) -> int:
    """Append an entry over an asyncpg connection and return its number; one round trip."""
    return int(await connection.fetchval(RECORD, *entry.values()))


def record_blocking(cursor: Any, entry: Entry) -> int:
    """Append an entry over a psycopg2 cursor and return its number; commits with the cursor's transaction."""
    cursor.execute(RECORD_BLOCKING, entry.values())
    return int(cursor.fetchone()[0])
