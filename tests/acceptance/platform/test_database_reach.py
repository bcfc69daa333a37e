"""A procedure is asked about somebody by everything that leads to them, and what it echoes is nothing that it told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from acceptance.platform import database_reach
from acceptance.platform.database_reach import DatabaseReach

CUSTOMER, NAME, INCOME = "customer-7", "Zzabc Qxcba", "48213.4"
Answers = Callable[[str], list[tuple[Any, ...]]]


class Server:
    """A database with no table and one procedure that takes a text."""

    description = ("something",)
    connection = type("Connection", (), {"closed": False, "rollback": lambda _: None})()

    def __init__(self, procedure: Answers) -> None:
        self._procedure = procedure
        self._rows: list[tuple[Any, ...]] = []

    def execute(self, statement: Any) -> None:
        if statement == database_reach._PROCEDURES:
            self._rows = [("public", "lookup", False, False, ["text"])]
        elif statement == database_reach._RELATIONS:
            self._rows = []
        else:
            self._rows = self._procedure(repr(statement))

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._rows


def found(monkeypatch: pytest.MonkeyPatch, procedure: Answers) -> list[str]:
    """Where the income of a customer is told."""

    @contextmanager
    def asking(_: DatabaseReach) -> Iterator[Server]:
        yield Server(procedure)

    monkeypatch.setattr(DatabaseReach, "_asking", asking)
    reach = DatabaseReach.__new__(DatabaseReach)
    return reach.reads([INCOME], [NAME, CUSTOMER, INCOME])[1]


@pytest.mark.parametrize("key", [CUSTOMER, NAME])
def test_a_procedure_that_tells_it_to_whoever_names_the_customer_is_found(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    def procedure(call: str) -> list[tuple[Any, ...]]:
        return [(INCOME,)] if repr(key) in call else []

    assert found(monkeypatch, procedure) == ["public.lookup"]


def test_a_procedure_that_gives_back_what_it_was_handed_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch, lambda call: [(INCOME,)] if INCOME in call else []) == []
