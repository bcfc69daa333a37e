"""The pipeline's connections to PostgreSQL, shared by its threads."""

import contextlib
import queue
from collections.abc import Iterator

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from reference_platform.pipeline.outages import Away

CONNECT_TIMEOUT_S = 2
# A statement or a transaction that hangs must not keep locks: an erasure may be waiting for them.
SESSION = "-c statement_timeout=5s -c idle_in_transaction_session_timeout=10s"


class Database:
    """Connections that are made when needed, kept, and thrown away once they have failed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """One transaction: committed at the end, rolled back on an exception.

        Raises Away when the database does not respond. What was asked may then have been done or not.
        """
        connection = None
        try:
            connection = self._take()
            with connection, connection.cursor() as cursor:
                yield cursor
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            if connection is not None:
                connection.close()
            raise Away("the database does not respond") from error
        finally:
            if connection is not None and not connection.closed:
                self._idle.put(connection)

    def close(self) -> None:
        """Close the idle connections."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def _take(self) -> Connection:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return psycopg2.connect(self._url, connect_timeout=CONNECT_TIMEOUT_S, options=SESSION)
