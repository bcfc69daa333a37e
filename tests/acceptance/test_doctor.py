"""The doctor says of each store whether it can be read and takes a decoy, and what stays open where it does not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance import doctor
from acceptance.instruments.search.partition import Unread, Unreadable
from acceptance.profile.model import Permissions


@dataclass
class Place:
    """A store as the doctor meets it."""

    name: str = "database"
    unread: list[Unread] = field(default_factory=list)
    parts: int = 3
    closed: bool = False
    refuses: bool = False
    planted: list[str] = field(default_factory=list)

    @contextmanager
    def opened(self, _since: None) -> Iterator[tuple[list[None], list[Unread]]]:
        if self.closed:
            raise Unreadable("nobody may read it")
        yield [None] * self.parts, self.unread

    def plant(self, decoy_id: str, _value: str) -> None:
        self.planted.append(decoy_id)
        if self.refuses:
            raise Unreadable("nobody may write there")


class Patient:
    """As much of a suite as the doctor looks at."""

    run_id = "20261125-abcdef"

    def __init__(self, *stores: Place, synthetic: bool = True) -> None:
        self.profile = SimpleNamespace(
            stores={store.name: None for store in stores},
            privacy=SimpleNamespace(telemetry=["service logs"]),
            permissions=Permissions(read=True, synthetic=synthetic),
        )
        self.owed: list[dict[str, str]] = []
        self.settled: list[dict[str, str]] = []

    def owe(self, _kind: str, _name: str, **words: str) -> dict[str, str]:
        self.owed.append(words)
        return words

    def settle(self, words: dict[str, str]) -> None:
        self.settled.append(words)


def found(monkeypatch: pytest.MonkeyPatch, *stores: Place, **options: Any) -> tuple[list[doctor.Finding], Patient]:
    monkeypatch.setattr(doctor, "stores_of", lambda _profile: list(stores))
    patient = Patient(*stores, **options)
    return doctor.looked(doctor._stores(patient), 10), patient


def test_a_store_that_is_well_is_read_and_its_decoy_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Place()
    findings, patient = found(monkeypatch, store)
    assert [(one.what, one.well, one.says) for one in findings] == [
        ("store database can be read", True, "3 parts"),
        ("store database takes a decoy", True, "planted and removed"),
    ]
    assert len(store.planted) == 1
    assert patient.owed == patient.settled == [{"database": store.planted[0]}]


@pytest.mark.parametrize(
    ("store", "told"),
    [
        (Place(closed=True), (False, "nobody may read it")),
        (Place(parts=0), (False, "there is nothing in it")),
        (Place(unread=[Unread("table x", "no right")]), (False, "table x: no right")),
        (Place(unread=[Unread("a", "no right"), Unread("b", "no right")]), (False, "a: no right (and 1 more)")),
    ],
)
def test_a_store_that_cannot_be_read_whole_leaves_controls_open(
    monkeypatch: pytest.MonkeyPatch, store: Place, told: tuple[bool, str]
) -> None:
    (reading, _), _ = found(monkeypatch, store)
    assert (reading.well, reading.says) == told
    assert "GDPR-06" in reading.leaves_open
    assert "GDPR-11" not in reading.leaves_open


def test_a_decoy_that_is_refused_stays_owed(monkeypatch: pytest.MonkeyPatch) -> None:
    (_, planting), patient = found(monkeypatch, Place("service logs", refuses=True))
    assert (planting.well, planting.says) == (False, "nobody may write there")
    assert "GDPR-11" in planting.leaves_open
    assert patient.owed
    assert not patient.settled


def test_without_permission_nothing_is_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Place()
    (_, planting), patient = found(monkeypatch, store, synthetic=False)
    assert not planting.well
    assert (store.planted, patient.owed) == ([], [])


def test_a_profile_without_stores_leaves_every_search_open(monkeypatch: pytest.MonkeyPatch) -> None:
    (nothing,), _ = found(monkeypatch)
    assert (nothing.well, nothing.leaves_open) == (False, "GDPR-01, GDPR-05, GDPR-06, GDPR-07, PCI-01, GDPR-11")


def test_what_hangs_is_not_waited_for_and_holds_nobody_up() -> None:
    over = Event()
    hanging = [doctor.Probe(f"service {number}", "what needs it", lambda: (over.wait(60), "late")) for number in "ab"]
    quick = doctor.Probe("quick", "nothing", lambda: (True, "here"))
    begun = time.monotonic()
    findings = doctor.looked([*hanging, quick], 0.5)
    over.set()
    assert time.monotonic() - begun < 5
    assert [(one.what, one.well, one.says) for one in findings] == [
        ("service a", False, "no answer within 0.5 s"),
        ("service b", False, "no answer within 0.5 s"),
        ("quick", True, "here"),
    ]


def test_an_illness_without_words_is_named_by_its_kind() -> None:
    def ill() -> tuple[bool, str]:
        raise ZeroDivisionError

    (finding,) = doctor.looked([doctor.Probe("x", "", ill)], 5)
    assert (finding.well, finding.says) == (False, "ZeroDivisionError")
