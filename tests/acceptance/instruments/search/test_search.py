"""A sweep believes a store only after its decoy, and one bad store does not spoil the others."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from acceptance.instruments.search.partition import Bounds, Take, Unread, Unreadable, blocks
from acceptance.instruments.search.report import EVERYTHING, Find, SweepReport, Unsearched
from acceptance.instruments.search.search import decoys_for, mark, remove_decoys, scan_here, sweep
from acceptance.instruments.search.store import Since
from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.subjects.canaries import Canary, new_canary

CANARY = new_canary("20261122-abcdef", "e-mail")
OTHER = new_canary("20261122-abcdef", "identifier")


@dataclass
class Shelf:
    """A store in memory. `blind`: it does not see its newest item; `dies`: reading ends in the middle."""

    name: str
    items: list[tuple[str, bytes]] = field(default_factory=list)
    blind: bool = False
    dies: bool = False
    closed: bool = False
    unread: list[Unread] = field(default_factory=list)
    parallel: int = 1
    place = "shelf"
    local = True

    def note(self) -> Any:
        if self.closed:
            raise Unreadable("it is closed")
        return len(self.items)

    @contextmanager
    def opened(self, since: Since | None) -> Iterator[tuple[list[Any], list[Unread]]]:
        if self.closed:
            raise Unreadable("it is closed")
        self._start = since.noted or 0 if since is not None else 0
        yield [self], self.unread

    def read(self, take: Take) -> None:
        seen = self.items[self._start : -1 if self.blind else None]
        for piece in blocks(seen):
            take(piece)
        if self.dies:
            raise Unreadable("it died")

    def plant(self, decoy_id: str, value: str) -> None:
        if self.closed:
            raise Unreadable("it is closed")
        self.items.append((decoy_id, value.encode()))

    def remove(self, decoy_id: str) -> None:
        self.items = [item for item in self.items if item[0] != decoy_id]

    def unproven(self, places: Collection[str]) -> str | None:
        return None if places else "the decoy was not found"


def swept(*stores: Shelf, since: Any = None, bounds: Bounds = Bounds()) -> SweepReport:  # noqa: B008
    decoys = decoys_for(stores, "20261122-abcdef")
    report = sweep(stores, [CANARY, OTHER], decoys, since, bounds, scan_here)
    remove_decoys(stores, {name: decoy.id for name, decoy in decoys.items()})
    return report


def test_finds_name_store_place_and_encoding_and_nothing_of_the_decoy() -> None:
    shelf = Shelf("shelf", [("row 1", CANARY.value.encode().hex().encode()), ("row 2", b"nothing")])
    report = swept(shelf, Shelf("other"))
    assert report.finds == [Find(CANARY.id, "e-mail", "shelf", "row 1", "hex")]
    assert (report.stores_with(CANARY), report.stores_with(OTHER)) == ({"shelf"}, set())
    assert report.unsearched == []
    assert report.scanned["shelf"].items == 3
    report.require_searched()
    assert [place for place, _ in shelf.items] == ["row 1", "row 2"]


def test_a_place_that_is_called_by_the_value_is_told_without_it() -> None:
    report = swept(Shelf("shelf", [(f"key {CANARY.value}", CANARY.value.encode())]))
    assert [find.place for find in report.finds] == [f"key [{CANARY.id}]"]
    assert CANARY.value not in str(report.to_data())


def test_a_store_that_does_not_see_its_decoy_is_not_believed() -> None:
    report = swept(Shelf("blind", blind=True), Shelf("seeing"))
    assert report.unsearched == [Unsearched("blind", EVERYTHING, "the decoy was not found")]
    report.require_searched("seeing")
    with pytest.raises(Inconclusive, match="blind, everything: not searched: the decoy was not found"):
        report.require_searched()


def test_a_store_that_dies_in_the_middle_is_not_assessed_and_the_others_go_on() -> None:
    there = [("row", CANARY.value.encode())]
    report = swept(Shelf("dying", list(there), dies=True), Shelf("well", list(there)), Shelf("shut", closed=True))
    assert report.stores_with(CANARY) == {"dying", "well"}
    assert Unsearched("dying", "shelf", "it died", tried=False) in report.unsearched
    assert Unsearched("shut", EVERYTHING, "it is closed", tried=False) in report.unsearched
    for name in ("dying", "shut"):
        with pytest.raises(NotAssessed, match=name):
            report.require_searched(name)
    report.require_searched("well")


def test_one_place_left_out_makes_a_search_inconclusive() -> None:
    report = swept(Shelf("shelf", unread=[Unread("topic x", "left out")]))
    with pytest.raises(Inconclusive, match="shelf, topic x"):
        report.require_searched("shelf")


def test_a_store_nobody_declared_cannot_have_been_searched() -> None:
    with pytest.raises(NotAssessed, match="no such store"):
        swept(Shelf("shelf")).require_searched("another")


def test_nothing_searched_is_not_nothing_found() -> None:
    with pytest.raises(NotAssessed, match="no store"):
        swept().require_searched()


def test_what_lies_before_the_mark_is_left_out() -> None:
    shelf = Shelf("shelf", [("old", CANARY.value.encode())])
    since = mark([shelf])
    shelf.items.append(("new", OTHER.value.encode()))
    assert [find.place for find in swept(shelf, since=since).finds] == ["new"]


def test_a_bound_is_told_with_its_store() -> None:
    shelf = Shelf("shelf", [(str(number), bytes(800_000)) for number in range(5)])
    report = swept(shelf, bounds=Bounds(max_bytes=900_000))
    assert Unsearched("shelf", "shelf", "the search ended at its bound of 900,000 bytes") in report.unsearched


def test_a_canary_is_never_printed_with_its_value() -> None:
    assert CANARY.value not in repr(CANARY)
    assert isinstance(CANARY, Canary)
