"""Statements on a connection to PostgreSQL that end when the server says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from acceptance.platform.access import Unreachable
from acceptance.platform.connections import first_line
from acceptance.platform.whole_answers import TooSlow, watch, whole_within
from acceptance.profile.services import Database

GRACE_S = 3
"""So much later than the server should have given a statement up itself, its connection is cut."""


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
