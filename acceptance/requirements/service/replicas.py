"""What must hold for every replica of the scoring API is asked of each: which one answers is otherwise chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.http import HttpClient
from acceptance.platform.operations import Operations
from acceptance.suite import Suite

TRIES_FOR_EACH = 24
"""How many connections are opened, for each replica there is, before one is said not to be reached."""
CONNECTIONS_WITHOUT_NAMES = 16
"""How many connections are opened where replicas cannot be told apart."""


@dataclass(frozen=True)
class Replica:
    """One replica, spoken to over a connection that stays with it."""

    name: str
    client: HttpClient
    operations: Operations

    def says(self) -> Mapping[str, Any]:
        """What it says of the model and the limits that it has loaded."""
        return self.operations.do("read_serving_model").words


@contextmanager
def every_replica(suite: Suite) -> Iterator[list[Replica]]:
    """A connection to each replica of the scoring API.

    Raises:
        NotAssessed: the profile does not say how replicas are told apart.
        Inconclusive: some were not reached; they are counted.
    """
    header, number = _told_apart_by(suite)
    if header is None:
        raise NotAssessed("the profile does not say which header names the replica that answers", Cause.BINDING)
    found: dict[str, Replica] = {}
    with ExitStack() as opened:
        for _ in range(TRIES_FOR_EACH * number):
            client = _connection(suite, opened)
            operations = suite.platform.operations_over(client)
            name = operations.do("read_serving_model").exchange.headers.get(header)
            if name is None:
                inconclusive(f"answers do not name their replica in the header {header}", Cause.PLATFORM)
            found.setdefault(name, Replica(name, client, operations))
            if len(found) == number:
                break
        if len(found) != number:
            told = ", ".join(sorted(found)) or "none"
            inconclusive(f"{len(found)} of {number} replicas were reached ({told}); the others were not judged")
        yield list(found.values())


@contextmanager
def connections_to_all(suite: Suite) -> Iterator[list[Operations]]:
    """The operations at each replica, reached as by `clients_of_all`."""
    with clients_of_all(suite) as clients:
        yield [suite.platform.operations_over(client) for client in clients]


@contextmanager
def clients_of_all(suite: Suite) -> Iterator[list[HttpClient]]:
    """A connection to each replica; so many that none is missed but by rare chance where they have no names.

    Raises:
        Inconclusive: some replicas were not reached; they are counted.
    """
    with ExitStack() as opened:
        if _told_apart_by(suite)[0] is None:
            yield [_connection(suite, opened) for _ in range(CONNECTIONS_WITHOUT_NAMES)]
        else:
            yield [replica.client for replica in opened.enter_context(every_replica(suite))]


def _told_apart_by(suite: Suite) -> tuple[str | None, int]:
    """The header that names the replica that answers, and how many replicas there are."""
    replicas = suite.profile.product.replicas if suite.profile.product is not None else None
    return (replicas.header, replicas.number) if replicas is not None else (None, 1)


def _connection(suite: Suite, opened: ExitStack) -> HttpClient:
    return opened.enter_context(closing(suite.platform.another_api_client()))
