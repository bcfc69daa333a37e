"""Which customers a model may learn from, and the register of what it did learn from.

A training set is entered in the register, with whose rows it holds, in the same transaction that read those
rows, and stored before that transaction ends: an erasure waits until then, and so finds every set there is.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import psycopg2
from numpy.typing import NDArray
from psycopg2.extensions import connection as Connection

CONNECT_TIMEOUT_S = 3
# A training that hangs must not keep an erasure waiting.
SESSION = "-c statement_timeout=5s -c idle_in_transaction_session_timeout=30s"

READ_ROWS = "select * from training_rows()"
REGISTER = "select register_dataset(%s, %s, %s, %s)"


@dataclass(frozen=True)
class Outcomes:
    """Customers whose loans have ended: features in the model's order, and whether they turned out bad."""

    customer_ids: Sequence[str]
    features: NDArray[np.float64]
    bad: NDArray[np.int64]


NO_OUTCOMES = Outcomes((), np.empty((0, 5)), np.empty(0, dtype=np.int64))


class Lineage:
    """The register, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def outcomes(self) -> Outcomes:
        """Every customer with a recorded outcome and a basis for model training, kept from erasure meanwhile."""
        with self._connection.cursor() as cursor:
            cursor.execute(READ_ROWS)
            rows = cursor.fetchall()
        if not rows:
            return NO_OUTCOMES
        values = np.array([row[1:] for row in rows], dtype=float)
        return Outcomes([row[0] for row in rows], values[:, :-1], values[:, -1].astype(np.int64))

    def register(self, key: str, sha256: str, rows: int, customer_ids: Sequence[str]) -> None:
        """Enter a training set of `rows` rows under its object's key, with whose rows it holds."""
        with self._connection.cursor() as cursor:
            cursor.execute(REGISTER, (key, sha256, rows, list(customer_ids)))


@contextmanager
def lineage(database_url: str) -> Iterator[Lineage]:
    """The register, in a transaction that ends with the block; psycopg2.Error when the database is away."""
    connection = psycopg2.connect(database_url, connect_timeout=CONNECT_TIMEOUT_S, options=SESSION)
    try:
        with connection:
            yield Lineage(connection)
    finally:
        connection.close()
