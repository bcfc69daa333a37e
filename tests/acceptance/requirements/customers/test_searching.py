"""Which finds speak against a platform: nothing is excused that nobody listed."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from acceptance.instruments.search.report import Find, SweepReport
from acceptance.outcome import Violated
from acceptance.profile.bindings import Message, Received
from acceptance.profile.privacy import Kept, Privacy
from acceptance.profile.services import Events, Services, Topic
from acceptance.profile.stores import CacheStore, EventStore
from acceptance.requirements.customers import searching
from acceptance.subjects.customers import new_customer
from profiles import PRODUCT, profile_with

CUSTOMER = new_customer(PRODUCT)
LOCKED = Kept(store="object store", place="bucket audit, *", why="records of the law of commerce")


def find(store: str = "object store", place: str = "bucket audit, object x") -> Find:
    return Find("name-1", "name", store, place, "base64")


def test_a_find_is_told_by_kind_place_and_encoding_once() -> None:
    assert searching.places([find(), find()]) == ["name in the object store: bucket audit, object x (base64)"]


def test_a_listed_reason_excuses_its_place_in_its_store_and_nothing_else() -> None:
    elsewhere = find(place="bucket models, object x")
    other_store = find(store="database")
    assert searching.unlisted([find(), elsewhere, other_store], [LOCKED]) == [elsewhere, other_store]
    assert searching.unlisted([find()], []) == [find()]


class Losing:
    """A platform whose cache has lost a copy, and keeps another one as soon as the decision is read."""

    def __init__(self, reads_until_kept: float) -> None:
        self.profile = profile_with(
            privacy=Privacy.model_construct(customer_data_in=["database", "cache"]),
            services=Services.model_construct(),
        )
        self.limits = SimpleNamespace(event_s=0.3)
        self.platform = self.operations = self.search = self
        self.asked: list[str] = []
        self.reads_until_kept = reads_until_kept

    def canary(self, kind: str, _value: str) -> SimpleNamespace:
        return SimpleNamespace(id=f"{kind}-1")

    def do(self, name: str, *, customer_id: str) -> None:
        assert customer_id == CUSTOMER.customer_id
        self.asked.append(name)

    def sweep(self, _canaries: object) -> SweepReport:
        kept = self.asked.count("read_decision") >= self.reads_until_kept
        return SweepReport([find("database"), find("cache")] if kept else [find("database")], {}, [])


def test_what_fills_a_cache_is_asked_for_again_until_the_customer_is_found_everywhere() -> None:
    suite = Losing(reads_until_kept=2)
    searching.check_kept_everywhere(suite, {"her": CUSTOMER})
    assert suite.asked == ["read_figures", "read_decision"] * 2


def test_a_place_for_customer_data_in_which_nothing_is_found_is_named() -> None:
    with pytest.raises(Violated, match=r"\['cache'\]"):
        searching.check_kept_everywhere(Losing(reads_until_kept=math.inf), {"her": CUSTOMER})


def by_events(emptied_by: str | None, **told: str) -> Losing:
    """A platform that learns of customers by events, and whose broker keeps nobody."""
    suite = Losing(reads_until_kept=0)
    topic = Topic(name="inbox", partitions=1, emptied_by=emptied_by)
    suite.profile = profile_with(
        privacy=Privacy.model_construct(customer_data_in=["database", "cache", "broker"]),
        services=Services.model_construct(events=Events.model_construct(topics={"customer records": topic})),
        messages={"customer_record": Message(topic="customer records", body={})},
        received={"scoring_result": Received(topic="results", fields=told)},
        stores={"broker": EventStore(kind="kafka", decoy_topic="decoys"), "cache": CacheStore(kind="redis")},
    )
    return suite


def test_in_a_channel_whose_readers_remove_what_they_have_read_nobody_has_to_be_found() -> None:
    searching.check_kept_everywhere(by_events("the worker", credit_score="points"), {"her": CUSTOMER})


@pytest.mark.parametrize("suite", [by_events(None), by_events("the worker", customer_id="whose")])
def test_in_a_channel_that_keeps_customers_each_has_to_be_found(suite: Losing) -> None:
    with pytest.raises(Violated, match=r"\['broker'\]"):
        searching.check_kept_everywhere(suite, {"her": CUSTOMER})


def test_a_place_other_than_a_channel_is_searched_whatever_its_readers_remove() -> None:
    suite = by_events("the worker")
    suite.reads_until_kept = math.inf
    with pytest.raises(Violated, match=r"\['cache'\]"):
        searching.check_kept_everywhere(suite, {"her": CUSTOMER})
