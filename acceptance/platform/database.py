"""PostgreSQL, read with an identity that may only read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from threading import Lock
from typing import Any, Literal

from psycopg2.extras import RealDictCursor

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.connections import Whose, postgresql
from acceptance.platform.postgresql import answered
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Database

Which = Literal["platform", "registry"]
_COLUMNS = (
    'select table_schema as schema, table_name as "table", column_name as "column" from information_schema.columns '
    "where table_schema not in ('pg_catalog', 'information_schema') order by 1, 2, ordinal_position"
)


class DatabaseClient:
    """Reads the platform's database and the model registry's, each question in a read-only transaction of its own.

    Several threads may ask; one question is asked at a time.
    """

    def __init__(self, database: Database, permissions: Permissions) -> None:
        self._database = database
        self._permissions = permissions
        self._connections: dict[tuple[Which, Whose], Any] = {}
        self._one_at_a_time = Lock()

    def version(self) -> str:
        """The server's version, such as `17.6`."""
        return str(self._rows("select current_setting('server_version') as version")[0]["version"])

    def now(self) -> datetime:
        """The server's time."""
        told: datetime = self._rows("select clock_timestamp() as now")[0]["now"]
        return told

    def rows(self, sql: str, words: Mapping[str, Any] | None = None, which: Which = "platform") -> list[dict[str, Any]]:
        """The rows of one reading statement of the profile; `%(name)s` takes a value of `words`.

        Raises:
            Unreachable: no connection, it was lost, or no answer in time.
            CredentialRefused: the profile's user or password is refused.
            NotAssessed: it is no statement that only reads.
        """
        return self._rows(sql, words, which, "profile")

    def columns(self) -> list[dict[str, Any]]:
        """Every column that the profile's user may see of the platform's database: schema, table, column."""
        return self._rows(_COLUMNS)

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def _rows(
        self, sql: str, words: Mapping[str, Any] | None = None, which: Which = "platform", whose: Whose = "suite"
    ) -> list[dict[str, Any]]:
        with self._one_at_a_time:
            connection = self._connect(which, whose)
            try:
                # The end of the transaction is the last statement that the server shows in its view of activity.
                with (
                    answered(connection, self._database),
                    connection,
                    connection.cursor(cursor_factory=RealDictCursor) as cursor,
                ):
                    cursor.execute(sql, dict(words or {}))
                    return [{name: _plain(value) for name, value in row.items()} for row in cursor.fetchall()]
            except Unreachable:
                self._connections.pop((which, whose)).close()
                raise

    def _connect(self, which: Which, whose: Whose) -> Any:
        if (which, whose) not in self._connections:
            place = self._database
            name = place.name if which == "platform" else place.registry_name
            if name is None:
                raise NotAssessed("the profile names no database of a model registry (registry_name)", Cause.BINDING)
            password = place.password.get_secret_value()
            self._connections[which, whose] = postgresql(
                place, place.user, password, self._permissions, whose=whose, database=name, application="acceptance"
            )
        return self._connections[which, whose]


def _plain(value: Any) -> Any:
    """A number of the database as one that can be set against those of answers and messages."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)
