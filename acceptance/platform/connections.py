"""Where connections to PostgreSQL and Redis are opened: each statement and command asks the gate before it is sent."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any, Literal

import psycopg2
import psycopg2.extensions
import redis
from redis._parsers.encoders import Encoder
from redis.backoff import NoBackoff
from redis.connection import Connection, PythonRespSerializer, SSLConnection
from redis.retry import Retry

from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.access import CredentialRefused, Unreachable, admit
from acceptance.platform.gate import FUNCTIONS, HARMLESS, functions_called, of_command, statement_fault
from acceptance.profile.authentication import ClientCertificate
from acceptance.profile.permissions import Permission, Permissions
from acceptance.profile.services import Cache, Database

# -- PostgreSQL

Whose = Literal["suite", "profile"]
"""Who wrote the statements of a connection: a refused one of the suite is a mistake of ours, not a gap of a profile."""


def postgresql(
    place: Database,
    user: str,
    password: str,
    permissions: Permissions,
    takes: Permission = "read",
    *,
    whose: Whose = "suite",
    database: str | None = None,
    application: str,
    settings: str = "",
    statement_timeout_s: float | None = None,
) -> Any:
    """A connection as one user, by default to the platform's database.

    Args:
        takes: the permission that its statements take; one that reads is held read-only by the server, too.
        whose: who wrote the statements that will be sent.
        settings: of the session, as `-c lock_timeout=2000`.
        statement_timeout_s: by default the profile's.

    Raises:
        NotAssessed: the profile does not permit it.
        CredentialRefused: the server refuses the user or the password.
        Unreachable: it does not answer, or not in time.
    """
    admit(permissions, takes, f"a connection to the database as {user}")
    _leave_foreign_variables()
    reading = takes == "read"
    limit_ms = (statement_timeout_s or place.statement_timeout_s) * 1000
    options = (
        f"-c statement_timeout={limit_ms:.0f} {'-c default_transaction_read_only=on' if reading else ''} {settings}"
    )
    shown = place.certificate
    try:
        connection = psycopg2.connect(
            host=place.host,
            port=place.port,
            dbname=database or place.name,
            user=user,
            password=password,
            connect_timeout=place.connect_timeout_s,
            application_name=application,
            options=options.strip(),
            sslmode="verify-full" if place.ca_file else "require",
            sslrootcert=place.ca_file,
            sslcert=shown.certificate_file if shown else None,
            sslkey=(shown.key_file or shown.certificate_file) if shown else None,
            sslpassword=shown.key_password.get_secret_value() if shown and shown.key_password else None,
            connection_factory=_Reading if reading else _Changing,
        )
    except psycopg2.OperationalError as error:
        sentence = first_line(error)
        refused = "authentication failed" in sentence or "permission denied" in sentence
        kind = CredentialRefused if refused else Unreachable
        raise kind(f"the database at {place.host}:{place.port} could not be used as {user}: {sentence}") from None
    connection.begin(permissions, takes, whose)
    return connection


def first_line(error: Exception) -> str:
    """The first line of what the driver says of an error."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


class _Gated(psycopg2.extensions.connection):
    """A connection whose every cursor asks the gate."""

    def begin(self, permissions: Permissions, takes: Permission, whose: Whose) -> None:
        self.permissions = permissions
        self.takes = takes
        self.whose = whose
        self.known: set[str] = set()

    def cursor(self, name: Any = None, cursor_factory: Any = None, **settings: Any) -> Any:  # type: ignore[override]
        kind = _gated_cursor(cursor_factory or psycopg2.extensions.cursor)
        return super().cursor(name, cursor_factory=kind, **settings)

    def admit(self, _query: Any) -> None:
        admit(self.permissions, self.takes, "a statement")


class _Changing(_Gated):
    """For statements that change something."""


class _Reading(_Gated):
    """Each statement is one alone, in a transaction that the server holds read-only."""

    def begin(self, permissions: Permissions, takes: Permission, whose: Whose) -> None:
        super().begin(permissions, takes, whose)
        super().set_session(readonly=True)

    def set_session(self, *_: Any, isolation_level: Any = None, readonly: Any = True, **settings: Any) -> None:
        if not readonly or settings:
            raise Inconclusive("a connection that only reads stays so")
        super().set_session(readonly=True, isolation_level=isolation_level)

    @property
    def autocommit(self) -> bool:
        return False

    @autocommit.setter
    def autocommit(self, _: object) -> None:
        raise Inconclusive("a connection that only reads has transactions that the server holds read-only")

    def admit(self, query: Any) -> None:
        super().admit(query)
        text = query.as_string(self) if hasattr(query, "as_string") else _text(query)
        fault = statement_fault(text) or (None if self.permissions.write else self._changing_function(text))
        if fault is None:
            return
        if self.whose == "profile":
            raise NotAssessed(f"a statement of the profile was not run: {fault}", Cause.BINDING)
        raise Inconclusive(f"a statement of the suite's own was not run: {fault}")

    def _changing_function(self, text: str) -> str | None:
        """Which function in a statement may change something, by the server's catalogue."""
        names = [name for name in functions_called(text) if name not in HARMLESS and name not in self.known]
        if not names:
            return None
        with psycopg2.extensions.connection.cursor(self) as cursor:
            cursor.execute(FUNCTIONS, {"names": names})
            found = [name for (name,) in cursor.fetchall()]
        self.known.update(set(names) - set(found))
        return f"the function {found[0]} may change something, by the server's own catalogue" if found else None


@lru_cache(maxsize=16)
def _gated_cursor(kind: Any) -> Any:
    class Cursor(kind):
        def execute(self, query: Any, vars: Any = None) -> Any:
            self.connection.admit(query)
            return super().execute(query, vars)

        def executemany(self, query: Any, vars_list: Any) -> Any:
            self.connection.admit(query)
            return super().executemany(query, vars_list)

        def copy_expert(self, sql: Any, file: Any, size: int = 8192) -> Any:
            self.connection.admit(sql)
            return super().copy_expert(sql, file, size)

        def callproc(self, *_: Any, **__: Any) -> Any:
            raise Inconclusive("procedures are called by a statement")

        copy_from = copy_to = callproc

    return Cursor


def _text(query: Any) -> str:
    return query.decode("utf-8", "replace") if isinstance(query, bytes) else str(query)


def _leave_foreign_variables() -> None:
    """The driver's library takes from PG… what it is not told, as a service, options or certificates of somebody."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


# -- Redis


def redis_client(
    place: Cache, user: str | None, password: str | None, permissions: Permissions, **settings: Any
) -> redis.Redis:
    """A client that sends only commands that the profile permits.

    Args:
        settings: of the driver, such as `decode_responses`.
    """
    encrypted: dict[str, Any] = {}
    if place.tls:
        shown = place.certificate
        encrypted = {"ssl_ca_certs": place.ca_file, "ssl_check_hostname": True, **_shown_to_redis(shown)}
    pool = redis.ConnectionPool(
        connection_class=SSLConnection if place.tls else Connection,
        host=place.host,
        port=place.port,
        username=user,
        password=password,
        socket_connect_timeout=5,
        retry=Retry(NoBackoff(), 0),
        command_packer=_GatedPacker(permissions, f"{place.host}:{place.port}"),
        **encrypted,
        **{"socket_timeout": 5, **settings},
    )
    return redis.Redis.from_pool(pool)


def is_node_of_a_cluster(client: redis.Redis) -> bool:
    """Whether a server is one of several that hold a part of the keys each: what it does not have, another may.

    One that does not permit the question is taken for a single one.
    """
    try:
        told: Any = client.info("cluster")
    except redis.exceptions.NoPermissionError:
        return False
    return str(told.get("cluster_enabled", 0)) == "1"


def _shown_to_redis(shown: ClientCertificate | None) -> dict[str, Any]:
    if shown is None:
        return {}
    password = shown.key_password.get_secret_value() if shown.key_password else None
    return {
        "ssl_certfile": shown.certificate_file,
        "ssl_keyfile": shown.key_file or shown.certificate_file,
        "ssl_password": password,
    }


class _GatedPacker:
    """Every command passes here just before it is sent, be it alone or one of many."""

    def __init__(self, permissions: Permissions, where: str) -> None:
        self._permissions = permissions
        self._where = where
        self._packer = PythonRespSerializer(6000, Encoder("utf-8", "strict", False).encode)  # type: ignore[no-untyped-call]

    def pack(self, *words: Any) -> Any:
        name = str(words[0].decode() if isinstance(words[0], bytes) else words[0])
        takes = of_command(words)
        if takes == "destroy" and not self._permissions.destroy:
            # Nothing in a profile makes the suite send it.
            raise Inconclusive(
                f"the suite's own command {name} was not sent to the cache {self._where}: it could destroy"
            )
        admit(self._permissions, takes, f"the command {name} at the cache {self._where}")
        return self._packer.pack(*words)  # type: ignore[no-untyped-call]
