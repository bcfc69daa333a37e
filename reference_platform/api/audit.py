"""What the API writes to the audit log and reads from it.

The actor of an entry is the authenticated caller, and its origin the peer of the connection. What a caller says
about themselves, the time or where they are goes nowhere; only their own name of the request does.
"""

import asyncio
import json
import logging
import re
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from reference_platform.api.audit_archive import AuditArchive
from reference_platform.api.database import Database
from reference_platform.api.problems import Problem
from reference_platform.api.telemetry import request_id_of
from reference_platform.audit.chain import Stored
from reference_platform.audit.entry import NOBODY, Actor, Entry, record

log = logging.getLogger(__name__)

PAGE = 1000  # entries
WATCH_PAUSE_S = 1.0
COPIES_LATE_AFTER_S = 5.0
VERIFIED_WITHIN_S = 20.0
READ = """
select sequence, recorded_at, actor, actor_kind, event, outcome, origin, resource, correlation, details, recorded_by,
       previous_digest, digest
  from audit.read_entries($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""


WATCH = "select audit.watch_copies($1) as late"
FIRST_BREAK = "select sequence, reason from audit.first_break($1)"
CUSTOMER = "select audit.customer($1) as name"
# Identifiers that we gave; others may be anything somebody thought of.
OUR_OWN = re.compile(r"[0-9]{1,12}|ct-[a-z]{24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Wanted:
    """Which entries to read: those after a number that agree with everything that is given."""

    event: str | None = None
    actor: str | None = None
    resource: str | None = None
    correlation: str | None = None
    since: datetime | None = None
    after: int = 0


@dataclass(frozen=True)
class Verification:
    """How many entries have a copy, and the first number at which log or copy is not what it should be."""

    copied: int
    first_bad: int | None
    reason: str | None


class AuditLog:
    """The audit log in PostgreSQL; every method raises Problem 503 when the database is away.

    Who only writes to it needs no `archive`. `late` says whether entries have been waiting for their copy for too
    long; `watch` keeps it true.
    """

    def __init__(self, database: Database, archive: AuditArchive | None = None) -> None:
        self._database = database
        self._archive = archive
        self.late = False

    async def watch(self) -> None:
        """Look again and again whether copies are made in time; that they are late becomes an entry itself."""
        while True:
            try:
                row = await self._database.row(WATCH, COPIES_LATE_AFTER_S)
                late = bool(row and row["late"])
                if late and not self.late:
                    log.error("entries of the audit log have been waiting for their copy for too long")
                self.late = late
            except Problem:
                pass  # the database is away: then there are no new entries either, and readiness tells it
            await asyncio.sleep(WATCH_PAUSE_S)

    async def verify(self, verifier: Actor) -> Verification:
        """Compare log and copy, link by link; what comes of it is an entry. Raises Problem 503."""
        digests = await self._archive.digests()
        async with self._database.connection() as connection:  # the log is long: other statements have less time
            row = await connection.fetchrow(FIRST_BREAK, digests, timeout=VERIFIED_WITHIN_S)
        found = Verification(len(digests), *(row if row else (None, None)))
        details = {"copied": found.copied, "first_bad": found.first_bad, "reason": found.reason}
        outcome = "success" if found.first_bad is None else "failure"
        await self.record(Entry("audit verification", outcome, "/audit/entries", verifier, details))
        return found

    async def record(self, entry: Entry) -> int:
        """Append an entry on its own and return its number. A change records in its own transaction instead."""
        async with self._database.connection() as connection:
            return await record(connection, entry)

    async def customer(self, customer_id: str) -> str:
        """How an entry names a customer: by their pseudonym."""
        if "\0" in customer_id:  # nobody is called that, and the database cannot even be asked
            return NOBODY
        row = await self._database.row(CUSTOMER, customer_id)
        return str(row["name"]) if row else NOBODY

    async def read(self, wanted: Wanted, reader: Actor) -> list[Stored]:
        """At most PAGE entries in the order of their numbers; the reading is recorded."""
        filters = (wanted.event, wanted.actor, wanted.resource, wanted.correlation, wanted.since, wanted.after)
        who = (reader.user, reader.kind, reader.origin, reader.correlation)
        rows = await self._database.rows(READ, *filters, PAGE, *who)
        return [Stored(**{**row, "details": json.loads(row["details"])}) for row in rows]


def actor_of(request: Request) -> Actor:
    """Who makes a request, for the audit log; nobody known before the caller was authenticated."""
    caller = getattr(request.state, "caller", None)
    user, kind = (caller.user, caller.kind) if caller else (NOBODY, "unknown")
    origin = request.client.host if request.client else NOBODY
    return Actor(user, kind, origin, request_id_of(request.scope))


async def resource_of(request: Request, log: AuditLog) -> str:
    """What a request is about: a customer, else the route with those of its identifiers that are our own."""
    identifiers = request.path_params
    if "customer_id" in identifiers:
        return await log.customer(identifiers["customer_id"])
    path: str = request.scope["route"].path
    for name, value in identifiers.items():
        if OUR_OWN.fullmatch(str(value)):
            path = path.replace("{" + name + "}", str(value))
    return path
