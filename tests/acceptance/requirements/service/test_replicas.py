"""What must hold for every replica is asked of each, however unevenly connections fall on them."""

from __future__ import annotations

from types import SimpleNamespace as Some

import pytest

from acceptance.outcome import Inconclusive
from acceptance.requirements.service.replicas import CONNECTIONS_WITHOUT_NAMES, connections_to_all


class Operations:
    """A connection to one replica, which says its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def do(self, operation: str) -> Some:
        return Some(exchange=Some(headers={"x-replica": self.name}))


class Suite:
    """A platform whose connections fall on these replicas, one after the other."""

    def __init__(self, falls: str, replicas: int, header: str | None = "x-replica") -> None:
        self.profile = Some(product=Some(replicas=Some(number=replicas, header=header)))
        self.platform = self
        self.falls = iter(falls)
        self.opened = self.closed = 0

    def another_api_client(self) -> Some:
        self.opened += 1
        return Some(close=self._closed, replica=next(self.falls))

    def _closed(self) -> None:
        self.closed += 1

    def operations_over(self, client: Some) -> Operations:
        return Operations(client.replica)


def test_each_replica_is_reached_once_though_most_connections_fall_on_one():
    suite = Suite("aaaaaaaab", replicas=2)
    with connections_to_all(suite) as replicas:
        assert [replica.name for replica in replicas] == ["a", "b"]
    assert suite.opened == suite.closed == 9


def test_a_replica_that_is_never_reached_is_said_and_nothing_is_judged():
    suite = Suite("a" * 1000, replicas=2)
    with pytest.raises(Inconclusive, match=r"1 of 2 replicas were reached \(a\)"), connections_to_all(suite):
        pass
    assert suite.opened == suite.closed


def test_replicas_without_names_are_reached_over_many_connections():
    suite = Suite("ab" * CONNECTIONS_WITHOUT_NAMES, replicas=1, header=None)
    with connections_to_all(suite) as replicas:
        assert len(replicas) == suite.opened == CONNECTIONS_WITHOUT_NAMES
    assert suite.closed == CONNECTIONS_WITHOUT_NAMES
