"""Copies of the audit log: in order, none skipped when a store fails, and a killed copier is told."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from reference_platform.pipeline import audit_copy
from reference_platform.pipeline.audit_copy import COPIED, LAST_SIGN, NOTE, WAITING, AuditCopy
from reference_platform.pipeline.outages import Away

NAMES = (
    *("sequence", "recorded_at", "actor", "actor_kind", "event", "outcome", "origin", "resource", "correlation"),
    *("details", "recorded_by", "previous_digest", "digest"),
)


class Column:
    def __init__(self, name: str) -> None:
        self.name = name


class MemoryLog:
    """The log and the notes about its copies."""

    def __init__(self, entries: int, last_sign: str | None = None) -> None:
        self.numbers = list(range(1, entries + 1))
        self.noted: list[int] = []
        self.told: list[str] = []
        self.last_sign = last_sign
        self.description = [Column(name) for name in NAMES]
        self._answer: list[tuple[Any, ...]] = []

    @contextmanager
    def transaction(self) -> Any:
        yield self

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        if statement == COPIED:
            self._answer = [(max(self.noted, default=0),)]
        elif statement == WAITING:
            after, limit = values
            self._answer = [row(number) for number in self.numbers if number > after][:limit]
        elif statement == NOTE:
            self.noted.append(values[0])
        elif statement == LAST_SIGN:
            self._answer = [(self.last_sign,)] if self.last_sign else []
        else:
            self.told.append(values[0])
            self._answer = [(len(self.numbers) + 1,)]

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._answer[0] if self._answer else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._answer


def row(number: int) -> tuple[Any, ...]:
    time = datetime(2026, 1, 1, tzinfo=UTC)
    return (number, time, "me", "person", "test", "success", "here", "thing", None, {"k": "ü"}, "api", "p", "d")


class MemoryStore:
    """Objects by key; refuses as often as it is told to."""

    def __init__(self, refuse: int = 0) -> None:
        self.objects: dict[str, bytes] = {}
        self._refuse = refuse

    def add(self, key: str, content: bytes) -> None:
        if self._refuse:
            self._refuse -= 1
            raise Away("away")
        self.objects[key] = content

    def numbers(self) -> list[int]:
        lines = [line for key in sorted(self.objects) for line in self.objects[key].splitlines()]
        return [json.loads(line)["sequence"] for line in lines]


def copier(log: MemoryLog, store: MemoryStore) -> AuditCopy:
    return AuditCopy(log, lambda: store, threading.Event())  # type: ignore[arg-type, return-value]


def test_everything_is_copied_in_order_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_copy, "AT_ONCE", 3)
    log, store = MemoryLog(7), MemoryStore()
    work = copier(log, store)
    while work.copy_some(store):
        pass
    assert store.numbers() == [1, 2, 3, 4, 5, 6, 7]
    assert next(iter(store.objects)) == "entries/000000000001-000000000003.jsonl"


def test_a_store_that_fails_delays_and_skips_nothing() -> None:
    log, store = MemoryLog(4), MemoryStore(refuse=1)
    work = copier(log, store)
    with pytest.raises(Away):
        work.copy_some(store)
    assert log.noted == []
    assert work.copy_some(store)
    assert store.numbers() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("last_sign", "told"),
    [
        (None, [audit_copy.STARTED]),
        (audit_copy.STOPPED, [audit_copy.STARTED]),
        (audit_copy.STARTED, [audit_copy.INTERRUPTED, audit_copy.STARTED]),
    ],
)
def test_a_start_without_a_stop_before_it_is_told_as_an_interruption(last_sign: str | None, told: list[str]) -> None:
    log = MemoryLog(0, last_sign)
    copier(log, MemoryStore())._tell_start()
    assert log.told == told
