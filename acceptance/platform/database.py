"""PostgreSQL, read with an identity that may only read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from psycopg2.extras import RealDictCursor

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.connections import postgresql
from acceptance.platform.postgresql import answered
from acceptance.profile.model import Database, Permissions

Which = Literal["platform", "registry"]


class DatabaseClient:
    """Reads the platform's database and the model registry's, each question in a read-only transaction of its own."""

    def __init__(self, database: Database, permissions: Permissions) -> None:
        self._database = database
        self._permissions = permissions
        self._connections: dict[Which, Any] = {}

    def version(self) -> str:
        """The server's version, such as `17.6`."""
        return str(self.rows("select current_setting('server_version') as version")[0]["version"])

    def now(self) -> datetime:
        """The server's time."""
        told: datetime = self.rows("select clock_timestamp() as now")[0]["now"]
        return told

    def rows(self, sql: str, words: Mapping[str, Any] | None = None, which: Which = "platform") -> list[dict[str, Any]]:
        """The rows of one reading statement; `%(name)s` takes a value of `words`.

        Raises:
            Unreachable: no connection, it was lost, or no answer in time.
            CredentialRefused: the profile's user or password is refused.
        """
        connection = self._connect(which)
        try:
            # The end of the transaction is the last statement that the server shows in its view of activity.
            with (
                answered(connection, self._database),
                connection,
                connection.cursor(cursor_factory=RealDictCursor) as cursor,
            ):
                cursor.execute(sql, dict(words or {}))
                return [dict(row) for row in cursor.fetchall()]
        except Unreachable:
            self._connections.pop(which).close()
            raise

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def _connect(self, which: Which) -> Any:
        if which not in self._connections:
            place = self._database
            name = place.name if which == "platform" else place.registry_name
            if name is None:
                raise NotAssessed("the profile names no database of a model registry (registry_name)", Cause.BINDING)
            password = place.password.get_secret_value()
            self._connections[which] = postgresql(
                place, place.user, password, self._permissions, database=name, application="acceptance"
            )
        return self._connections[which]
