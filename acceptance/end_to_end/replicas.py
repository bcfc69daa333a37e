"""What must hold for every replica of the scoring API is asked of each: which one answers is otherwise chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from acceptance.bindings import Answer, Operations
from acceptance.checks import inconclusive
from acceptance.clients.http import HttpClient
from acceptance.outcome import Cause, NotAssessed
from acceptance.suite import Suite

TRIES_FOR_EACH = 24
"""How many connections are opened, for each replica there is, before one is said not to be reached."""
ASKED = 16
"""How often is asked, each time over a connection of its own, where replicas cannot be told apart."""


@dataclass(frozen=True)
class Replica:
    """One replica, spoken to over a connection that stays with it."""

    name: str
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
    place = suite.profile.model_changes
    if place is None or place.replica_header is None:
        raise NotAssessed("the profile does not say which header names the replica that answers", Cause.BINDING)
    found: dict[str, Replica] = {}
    clients: list[HttpClient] = []
    try:
        for _ in range(TRIES_FOR_EACH * place.replicas):
            client = suite.another_api_client()
            clients.append(client)
            operations = suite.operations_over(client)
            name = operations.do("read_serving_model").exchange.headers.get(place.replica_header)
            if name is None:
                inconclusive(f"answers do not name their replica in the header {place.replica_header}", Cause.PLATFORM)
            found.setdefault(name, Replica(name, operations))
            if len(found) == place.replicas:
                break
        if len(found) != place.replicas:
            told = ", ".join(sorted(found)) or "none"
            inconclusive(f"{len(found)} of {place.replicas} replicas were reached ({told}); the others were not judged")
        yield list(found.values())
    finally:
        for client in clients:
            client.close()


def answers_of_every_replica(suite: Suite, operation: str, *, times: int = 1, **words: Any) -> list[Answer]:
    """What each replica answers, whatever it is, so many times; a good number of answers where they have no names.

    Raises:
        Inconclusive: some replicas were not reached.
    """
    place = suite.profile.model_changes
    if place is None or place.replica_header is None:
        return [suite.operations.try_(operation, fresh=True, **words) for _ in range(ASKED)]
    with every_replica(suite) as replicas:
        return [one.operations.try_(operation, **words) for _ in range(times) for one in replicas]
