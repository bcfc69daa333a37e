"""Whoever may have become older or newer than was meant is not judged."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.profile.stores import CacheStore, ObjectStoreStore
from acceptance.requirements.customers import aged_life, readings, searching
from acceptance.requirements.customers.aged_life import Lived

SUITE: Any = SimpleNamespace(profile=SimpleNamespace(agreed=lambda _: SimpleNamespace(retention_days=10)))
ANN: Any = SimpleNamespace(customer_id="7")


def lived(days: float = 9, young: bool = True, card: bool = False) -> Lived:
    life: Any = SimpleNamespace(journey=SimpleNamespace(customer=ANN))
    return Lived(life, datetime.now(UTC) - timedelta(days=days), young, card, {"figures": Counter(["1"])})


def test_a_young_customer_who_has_grown_too_old_meanwhile_is_not_judged() -> None:
    aged_life.require_still_of_its_age(SUITE, lived())
    aged_life.require_still_of_its_age(SUITE, lived(11, young=False))
    with pytest.raises(Inconclusive, match="reached the longest time"):
        aged_life.require_still_of_its_age(SUITE, lived(10))


def test_a_card_excuses_only_whoever_is_still_there_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"figures": "something (status 200)", "register": "1 entries"}
    monkeypatch.setattr(readings, "told", lambda *_: told)
    aged_life.require_not_renewed_by_card(SUITE, lived())
    with pytest.raises(NotAssessed, match="hands in a card is new again"):
        aged_life.require_not_renewed_by_card(SUITE, lived(card=True))
    told["figures"] = readings.NOTHING
    aged_life.require_not_renewed_by_card(SUITE, lived(card=True))


def test_what_is_told_of_a_hold_is_left_out_of_what_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    read = {"read_figures": Counter(["1"]), "read_legal_hold": Counter(["2"])}
    monkeypatch.setattr(readings, "all_of", lambda *_: read)
    assert aged_life.readable(SUITE, lived().life) == {"read_figures": Counter(["1"])}


def test_recipients_are_told_with_whom_they_lack_or_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"letters": ["name"], "calls": []}
    monkeypatch.setattr(searching, "recipients_holding", lambda *_: held)
    assert aged_life.recipients_without(SUITE, {"young": ANN}) == ["calls: young"]
    assert aged_life.recipients_with(SUITE, ANN) == {"letters": ["name"]}


def test_only_stored_objects_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aged_life, "details", lambda *_: ["a detail"])
    asked: list[Any] = []

    def sweep(canaries: Any, stores: Any) -> Any:
        asked.append((canaries, stores))
        return SimpleNamespace(finds=[SimpleNamespace(place="papers/7")], require_searched=lambda: None)

    objects = ObjectStoreStore.model_construct(kind="s3")
    for stores, found in (({"papers": objects, "cache": CacheStore(kind="redis")}, {"papers/7"}), ({}, set())):
        suite: Any = SimpleNamespace(profile=SimpleNamespace(stores=stores), search=SimpleNamespace(sweep=sweep))
        assert aged_life.objects_about(suite, ANN) == found
    assert asked == [(["a detail"], ["papers"])]
