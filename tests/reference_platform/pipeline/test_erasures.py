"""The companion that works off erasures: an erasure is done when every place says so, and not before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_platform.pipeline.erasures import SETTLED_AFTER, AtTheMessageService, InTopics, Job
from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.outside import NotificationSink
from reference_platform.pipeline.topics import Found, InputProgress

LONG_AGO, JUST_NOW = SETTLED_AFTER * 2, timedelta(0)


@dataclass
class Message:
    """A message of the results topic."""

    place: int
    at: int
    content: bytes | None

    def partition(self) -> int:
        return self.place

    def offset(self) -> int:
        return self.at

    def value(self) -> bytes | None:
        return self.content


@dataclass
class Kafka:
    """The topics: results as a list per partition, input as how far it reaches and how far the worker has come."""

    results: dict[int, list[tuple[str, str | None]]] = field(default_factory=lambda: {0: [], 1: []})
    input_end: int = 0
    dealt_with: int = 0
    old_enough: int = 1000
    cut_off_at: int = 0
    rolled: set[int] = field(default_factory=set)

    def input_ends(self) -> dict[tuple[str, int], int]:
        return {("crm-customers", 0): self.input_end} if self.input_end else {}

    def cut_off_input(self) -> InputProgress:
        self.cut_off_at = min(self.dealt_with, self.old_enough)
        if not self.dealt_with:
            return InputProgress({}, {})
        return InputProgress({("crm-customers", 0): self.dealt_with}, {("crm-customers", 0): self.cut_off_at})

    def results_of(self, keys: set[str]) -> dict[str, Found]:
        found: dict[str, Found] = {}
        for partition, messages in self.results.items():
            for offset, (key, value) in enumerate(messages):
                if key in keys:
                    found.setdefault(key, Found()).note(Message(partition, offset, value and value.encode()))
        return found

    def bury(self, graves: set[tuple[str, int]]) -> None:
        for key, partition in graves:
            self.results[partition].append((key, None))

    def keep_rolling(self, partitions: set[int]) -> None:
        self.rolled = set(partitions)

    def compact(self) -> None:
        """Forget all but the newest message of each key, as Kafka does; offsets and tombstones stay."""
        for messages in self.results.values():
            for offset, (key, _) in enumerate(messages):
                if key in [other for other, _ in messages[offset + 1 :]]:
                    messages[offset] = ("", "compacted")


class Notes:
    """In place of the database: remembers what was noted of each erasure."""

    def __init__(self) -> None:
        self.noted: list[Any] = []

    def transaction(self) -> Notes:
        return self

    def __enter__(self) -> Notes:
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, _statement: str, values: tuple[Any, ...]) -> None:
        self.noted.append(values[0].adapted)


def job(*result_keys: str, customer_id: str = "c1", age: timedelta = LONG_AGO) -> Job:
    return Job(uuid4(), customer_id, age, result_keys=frozenset(result_keys))


@pytest.fixture
def kafka() -> Kafka:
    return Kafka()


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def in_topics(kafka: Kafka, notes: Notes) -> InTopics:
    return InTopics(kafka, notes, threading.Event())  # type: ignore[arg-type]


def test_the_results_are_not_looked_through_before_the_worker_has_dealt_with_the_input(
    in_topics: InTopics, kafka: Kafka, notes: Notes
) -> None:
    pending = [job()]
    kafka.input_end = 10
    assert in_topics.clear(pending) == set()
    kafka.input_end, kafka.dealt_with = 99, 9
    assert in_topics.clear(pending) == set()
    assert (notes.noted, kafka.cut_off_at) == ([], 9)
    kafka.dealt_with = 10
    in_topics.clear(pending)
    assert notes.noted == [{"result_messages": 0}]


def test_input_that_led_to_nothing_is_cut_off_without_any_erasure_and_again_when_the_broker_was_away(
    kafka: Kafka, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = threading.Event()
    in_topics = InTopics(kafka, notes, refused)  # type: ignore[arg-type]
    kafka.dealt_with = 4
    in_topics.clear([])
    assert kafka.cut_off_at == 0
    refused.set()
    with monkeypatch.context() as away, pytest.raises(Away):
        away.setattr(kafka, "cut_off_input", lambda: (_ for _ in ()).throw(Away("the broker does not respond")))
        in_topics.clear([])
    in_topics.clear([])
    assert (kafka.cut_off_at, refused.is_set()) == (4, False)


def test_input_that_others_may_still_read_keeps_an_erasure_waiting_but_not_its_results(
    in_topics: InTopics, kafka: Kafka, notes: Notes
) -> None:
    kafka.input_end, kafka.dealt_with, kafka.old_enough = 10, 10, 9
    pending = job()
    assert in_topics.clear([pending]) == set()
    assert (notes.noted, kafka.cut_off_at) == ([{"result_messages": 0}], 9)
    kafka.old_enough = 10
    assert in_topics.clear([replace(pending, counted=True)]) == {pending.erasure_id}


def test_refused_input_that_others_may_still_read_is_cut_off_later(kafka: Kafka, notes: Notes) -> None:
    refused = threading.Event()
    in_topics = InTopics(kafka, notes, refused)  # type: ignore[arg-type]
    kafka.dealt_with, kafka.old_enough = 4, 2
    refused.set()
    in_topics.clear([])
    kafka.dealt_with, kafka.old_enough = 6, 4
    in_topics.clear([])
    assert (kafka.cut_off_at, refused.is_set()) == (4, False)
    kafka.old_enough = 6
    in_topics.clear([])
    assert kafka.cut_off_at == 4, "what came later was not refused"


def test_a_tombstone_is_written_on_each_result_and_nowhere_else(
    in_topics: InTopics, kafka: Kafka, notes: Notes
) -> None:
    kafka.results = {0: [("r1", "a"), ("r2", "b"), ("r3", "c")], 1: [("r4", "d")]}
    assert in_topics.clear([job("r1", "r3", "scored without a message")]) == set()
    assert sorted(kafka.results[0][3:]) == [("r1", None), ("r3", None)]
    assert kafka.results[1] == [("r4", "d")]
    assert (notes.noted, kafka.rolled) == ([{"result_messages": 2}], {0})


def test_an_erasure_waits_until_no_result_is_found_and_is_counted_once(
    in_topics: InTopics, kafka: Kafka, notes: Notes
) -> None:
    kafka.results = {0: [("r1", "a")]}
    pending = job("r1")
    assert in_topics.clear([pending]) == set()
    pending = replace(pending, counted=True)
    assert in_topics.clear([pending]) == set()
    assert kafka.results[0][1:] == [("r1", None)], "one tombstone is enough"
    assert kafka.rolled == {0}
    kafka.compact()
    assert in_topics.clear([pending]) == {pending.erasure_id}
    assert (notes.noted, kafka.rolled) == ([{"result_messages": 1}], set())


def test_a_result_that_came_once_more_after_its_tombstone_is_buried_again(in_topics: InTopics, kafka: Kafka) -> None:
    kafka.results = {0: [("r1", "a"), ("r1", None), ("r1", "a")]}
    in_topics.clear([job("r1")])
    assert kafka.results[0][3:] == [("r1", None)]


def test_results_of_a_customer_who_came_back_stay_and_keep_nobody_waiting(in_topics: InTopics, kafka: Kafka) -> None:
    kafka.results = {0: [("r1", "a"), ("r1", None), ("r2", "new life")]}
    kafka.compact()
    pending = job("r1")
    assert in_topics.clear([pending]) == {pending.erasure_id}
    assert kafka.results[0][2] == ("r2", "new life")


def test_many_erasures_take_one_reading(in_topics: InTopics, kafka: Kafka, monkeypatch: pytest.MonkeyPatch) -> None:
    readings: list[set[str]] = []
    read = kafka.results_of
    monkeypatch.setattr(kafka, "results_of", lambda keys: readings.append(set(keys)) or read(keys))
    kafka.results[0] = [(f"r{number}", "a") for number in range(300)]
    in_topics.clear([job(f"r{number}") for number in range(300)])
    assert len(readings) == 1


MESSAGES = st.lists(st.tuples(st.sampled_from(["r1", "r2", "r3"]), st.sampled_from(["a", None])), max_size=12)


@given(MESSAGES, MESSAGES, st.sets(st.sampled_from(["r1", "r2", "r3"])))
def test_whatever_stands_in_the_topic_the_erased_leave_and_the_others_stay(
    first: list[tuple[str, str | None]], second: list[tuple[str, str | None]], erased: set[str]
) -> None:
    kafka, notes = Kafka({0: list(first), 1: list(second)}), Notes()
    in_topics = InTopics(kafka, notes, threading.Event())  # type: ignore[arg-type]
    pending = job(*erased)
    in_topics.clear([pending])
    kafka.compact()
    assert in_topics.clear([replace(pending, counted=True)]) == {pending.erasure_id}
    for partition, before in {0: first, 1: second}.items():
        now = {key for key, value in kafka.results[partition] if value is not None}
        assert not now & erased
        assert {key for key, value in dict(before).items() if value} - erased <= now


def sink(answer: Callable[[httpx.Request], httpx.Response]) -> NotificationSink:
    return NotificationSink(httpx.Client(transport=httpx.MockTransport(answer), base_url="https://sink"))


def test_the_message_service_is_told_once_and_only_when_no_delivery_can_be_under_way() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.query.decode()}")
        return httpx.Response(204)

    service = AtTheMessageService(sink(answer))
    old, young = job(), job(customer_id="c2", age=JUST_NOW)
    for _ in range(2):
        assert service.clear([old, young]) == {old.erasure_id}
    assert asked == ["DELETE customer_id=c1"]


def test_a_message_service_that_refuses_is_asked_again() -> None:
    service = AtTheMessageService(sink(lambda _request: httpx.Response(503)))
    with pytest.raises(Away, match="message service"):
        service.clear([job()])
