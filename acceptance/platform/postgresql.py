"""Connections to PostgreSQL that only the profile steers, and that end when the server says nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from acceptance.platform.access import CredentialRefused, Unreachable
from acceptance.platform.whole_answers import TooSlow, watch, whole_within
from acceptance.profile.model import Database

GRACE_S = 3
"""So much later than the server should have given a statement up itself, its connection is cut."""


def connect(
    place: Database, user: str, password: str, *, database: str | None = None, application: str, settings: str = ""
) -> Any:
    """A connection as one user, by default to the platform's database.

    Args:
        settings: of the session, as `-c lock_timeout=2000`; statements end after the profile's `statement_timeout_s`.

    Raises:
        CredentialRefused: the server refuses the user or the password.
        Unreachable: it does not answer, or not in time.
    """
    leave_foreign_variables()
    try:
        return psycopg2.connect(
            host=place.host,
            port=place.port,
            dbname=database or place.name,
            user=user,
            password=password,
            connect_timeout=place.connect_timeout_s,
            application_name=application,
            options=f"-c statement_timeout={place.statement_timeout_s * 1000:.0f} {settings}".strip(),
            sslmode="verify-full" if place.ca_file else "require",
            sslrootcert=place.ca_file,
        )
    except psycopg2.OperationalError as error:
        sentence = first_line(error)
        refused = "authentication failed" in sentence or "permission denied" in sentence
        kind = CredentialRefused if refused else Unreachable
        raise kind(f"the database at {place.host}:{place.port} could not be used as {user}: {sentence}") from None


@contextmanager
def answered(connection: Any, place: Database) -> Iterator[None]:
    """Statements on a connection inside this block are answered in time.

    Raises:
        Unreachable: one was not, or the connection was lost.
    """
    where = f"the database at {place.host}:{place.port}"
    try:
        with whole_within(place.statement_timeout_s + GRACE_S):
            watch(connection.fileno())
            yield
    except psycopg2.errors.QueryCanceled:
        raise Unreachable(f"{where} did not answer a statement within {place.statement_timeout_s:g} s") from None
    except TooSlow as error:
        raise Unreachable(f"{where} gave {error}") from None
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise Unreachable(f"{where} lost the connection: {first_line(error)}") from None


def first_line(error: Exception) -> str:
    """The first line of what the driver says of an error."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def leave_foreign_variables() -> None:
    """The driver's library takes from PG… what it is not told, as a service, options or certificates of somebody."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
