"""A message that its reader removed after reading it is not lost; one that is gone otherwise is."""

from __future__ import annotations

import json
import time
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import Inconclusive
from acceptance.platform.events import Place, Record
from acceptance.platform.offsets import Gap
from acceptance.profile.services import Topic
from acceptance.requirements.service import storage

SENT = {Place("inbox", 0, number): {"acceptance": f"mark {number}"} for number in (4, 5, 6)}
READERS = "the worker"


class Watch:
    """A watch that has seen some records, and to whom the broker says which offsets are gone."""

    def __init__(self, seen: list[Record], gone: set[int]) -> None:
        self.seen, self._gone = seen, gone

    def until(self, enough: Any, deadline_s: float) -> list[Record]:
        return self.seen

    def gone(self, between: dict[int, tuple[int, int]]) -> list[Gap]:
        [(partition, (first, last))] = between.items()
        return [Gap("inbox", partition, first, last, 1)] if first in self._gone else []


def suite(read_up_to: int, emptied_by: str | None = READERS, broker: Any = None, event_s: float = 1) -> Any:
    topics = {"requests": Topic(name="inbox", partitions=1, emptied_by=emptied_by)}

    def has_read(group: str, place: Place) -> bool:
        assert group == emptied_by
        return place.offset < read_up_to

    return SimpleNamespace(
        profile=SimpleNamespace(service=lambda _: SimpleNamespace(topics=topics)),
        platform=SimpleNamespace(
            events=SimpleNamespace(has_read=has_read, topic=lambda name: topics[name].name), broker=broker
        ),
        limits=SimpleNamespace(event_s=event_s),
    )


def record(offset: int, content: Any) -> Record:
    return Record("inbox", 0, offset, "key", {}, content)


def left(suite: Any, gone: set[int]) -> list[int]:
    expected = storage.to_be_received(suite, "requests", Watch([], gone), SENT)  # type: ignore[arg-type]
    return [place.offset for place in expected]


def test_what_was_removed_after_it_was_read_need_not_be_received() -> None:
    assert left(suite(read_up_to=6), gone={4, 5}) == [6]


def test_what_is_gone_before_its_reader_has_read_it_must_be_received() -> None:
    assert left(suite(read_up_to=5), gone={4, 5}) == [5, 6]


def test_what_the_broker_still_has_must_be_received_although_it_was_read() -> None:
    assert left(suite(read_up_to=7), gone=set()) == [4, 5, 6]


def test_nothing_may_be_gone_where_nobody_is_named_who_removes_it() -> None:
    assert left(suite(read_up_to=7, emptied_by=None), gone={4, 5, 6}) == [4, 5, 6]


def test_where_everything_was_removed_nothing_can_be_told() -> None:
    with pytest.raises(Inconclusive, match="removed all 3 messages"):
        left(suite(read_up_to=7), gone={4, 5, 6})


def test_a_second_copy_at_another_place_is_among_what_was_received() -> None:
    seen = [record(4, SENT[Place("inbox", 0, 4)]), record(9, SENT[Place("inbox", 0, 4)]), record(3, "another's")]
    received = storage.received_until_the_last(suite(0), Watch(seen, set()), SENT)  # type: ignore[arg-type]
    assert [one.offset for one in received] == [4, 9]


class QuickReader:
    """A channel with its watch: some batches are removed as soon as they are there, of each later one a message stays.

    Args:
        removed: how many batches go before the watch comes by.
    """

    def __init__(self, removed: int) -> None:
        self._removed, self.batches = removed, 0
        self._there: list[Record] = []
        self.seen: list[Record] = []

    def send_all(self, topic: str, messages: list[tuple[str, bytes, str]]) -> list[Place]:
        places = [Place(topic, 0, 100 * self.batches + number) for number in range(len(messages))]
        self.batches += 1
        if self.batches > self._removed:
            self._there.append(record(places[-1].offset, json.loads(messages[-1][1])))
        return places

    def during(self, seconds: float) -> None:
        self.until(lambda _: False, seconds)

    def until(self, enough: Any, deadline_s: float) -> list[Record]:
        end = time.monotonic() + deadline_s
        while not enough(self.seen) and time.monotonic() < end:
            self.seen += [self._there.pop()] if self._there else []
        return self.seen


def sent_to(channel: QuickReader, emptied_by: str | None, event_s: float, monkeypatch: Any) -> dict[Place, Any]:
    monkeypatch.setattr(storage, "FIRST_LOOK_S", 0)
    monkeypatch.setattr(storage, "READ_ALONG_S", 0.02)
    all_read = suite(read_up_to=1000, emptied_by=emptied_by, broker=channel, event_s=event_s)
    return storage.send_to_nobody(all_read, "requests", channel)  # type: ignore[arg-type]


def test_where_a_reader_was_faster_more_is_sent_until_a_message_was_read_here(monkeypatch: Any) -> None:
    channel = QuickReader(removed=2)
    sent = sent_to(channel, READERS, 60, monkeypatch)
    assert (channel.batches, len(sent)) == (3, 3 * storage.MESSAGES)
    assert [sent[Place("inbox", 0, one.offset)] for one in channel.seen] == [one.content for one in channel.seen]


def test_a_reader_who_is_always_faster_is_given_up_when_an_events_time_is_over(monkeypatch: Any) -> None:
    channel = QuickReader(removed=1000)
    sent = sent_to(channel, READERS, 0.1, monkeypatch)
    assert channel.seen == []
    assert 1 < channel.batches < 50
    assert len(sent) == channel.batches * storage.MESSAGES


def test_where_nobody_may_remove_anything_one_batch_is_sent(monkeypatch: Any) -> None:
    channel = QuickReader(removed=1)
    assert len(sent_to(channel, None, 60, monkeypatch)) == storage.MESSAGES
