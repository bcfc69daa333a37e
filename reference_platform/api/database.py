"""The API's connections to PostgreSQL.

The pool has a fixed size, and its connections are neither reset nor checked between uses: each of those would
cost one more round trip per answer, and no statement of this service leaves session state behind.
A lost database is reported at once and comes back by itself: the pool reconnects when it is next used.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any

import asyncpg

from reference_platform.api.problems import unavailable

log = logging.getLogger(__name__)

POOL_SIZE = 6
ACQUIRE_TIMEOUT_S = 1.0
STATEMENT_TIMEOUT_S = 2.0
RECONNECT_PAUSE_S = 0.2

# What says "the database is away"; anything else is a fault of ours.
DATABASE_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
)


class Database:
    """A pool that exists as soon as the database does; until then every use answers 503."""

    def __init__(self, url: str, warm_up: tuple[str, ...] = (), size: int = POOL_SIZE) -> None:
        self._url = url
        self._size = size
        self._warm_up = warm_up
        self._pool: asyncpg.Pool | None = None

    async def connect(self) -> None:
        """Make the pool, trying until the database is there."""
        while self._pool is None:
            try:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=self._size,
                    max_size=self._size,
                    timeout=ACQUIRE_TIMEOUT_S,
                    command_timeout=STATEMENT_TIMEOUT_S,
                    max_inactive_connection_lifetime=0,
                    init=self._prepare,
                    reset=keep_session,
                )
            except DATABASE_AWAY as error:
                log.warning("the database does not accept connections yet: %s", type(error).__name__)
                await asyncio.sleep(RECONNECT_PAUSE_S)

    async def _prepare(self, connection: asyncpg.Connection) -> None:
        """Run the hot statements once without effect: asyncpg then has them prepared."""
        for statement in self._warm_up:
            await connection.fetchrow(statement, *([None] * parameters_of(statement)))

    async def close(self) -> None:
        """Drop all connections."""
        if self._pool is not None:
            self._pool.terminate()

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection for a few statements; raises Problem 503 when the database is away."""
        if self._pool is None:
            raise unavailable("database")
        try:
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                yield connection
        except DATABASE_AWAY as error:
            log.warning("the database does not respond: %s", type(error).__name__)
            raise unavailable("database") from error

    async def row(self, statement: str, *values: Any) -> asyncpg.Record | None:
        """The first row of a statement's answer."""
        async with self.connection() as connection:
            return await connection.fetchrow(statement, *values)

    async def rows(self, statement: str, *values: Any) -> list[asyncpg.Record]:
        """All rows of a statement's answer."""
        async with self.connection() as connection:
            return await connection.fetch(statement, *values)


async def keep_session(_connection: asyncpg.Connection) -> None:
    """Leave a returned connection as it is; see the module's first words."""


def parameters_of(statement: str) -> int:
    """How many parameters ($1, $2, ...) a statement has."""
    count = 0
    while f"${count + 1}" in statement:
        count += 1
    return count
