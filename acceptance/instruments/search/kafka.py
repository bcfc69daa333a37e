"""Kafka: keys, values and headers of every topic that may be read, internal ones included, and the names in use."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from confluent_kafka import KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import OffsetSpec

from acceptance.instruments.search.partition import BLOCK_BYTES, SEPARATOR, Take, Unread, Unreadable, block
from acceptance.instruments.search.store import Since
from acceptance.platform.broker_connections import confluent_admin, confluent_consumer, confluent_producer
from acceptance.platform.whole_answers import TooSlow, answered_within
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Events

ANSWER_S = 10.0
WHOLE_ANSWER_S = 25.0
"""The client's own limits are for its parts; this one is for all of a question."""
STALLED_S = 20.0
"""How long no message may come before a partition counts as unreadable."""
AT_ONCE = 5000
MESSAGES_TOGETHER = 100_000
"""Partitions with more messages are read on their own."""
PAUSE_S = 0.1

Offsets = Mapping[str, Mapping[int, int]]
"""Topic -> partition -> offset."""


@dataclass(frozen=True)
class Broker:
    """A cluster and the identity with which it is searched."""

    events: Events
    permissions: Permissions

    def admin(self) -> Any:
        return confluent_admin(self.events, self.permissions, **_CONNECTING)

    def consumer(self) -> Any:
        return confluent_consumer(
            self.events,
            self.permissions,
            **_CONNECTING,
            group_id="acceptance-sweep",
            # What the broker removed while it was being read is not there any more: go on with what is left.
            auto_offset_reset="earliest",
            enable_partition_eof=True,
            # What a transaction took back is stored all the same.
            isolation_level="read_uncommitted",
            fetch_wait_max_ms=20,
            queued_max_messages_kbytes=16_384,
            fetch_message_max_bytes=4 << 20,
        )

    def producer(self) -> Any:
        return confluent_producer(self.events, self.permissions, **_CONNECTING, acks="all", linger_ms=0)

    def __repr__(self) -> str:
        return f"Broker({self.events.bootstrap})"


_CONNECTING: dict[str, Any] = {"socket_timeout_ms": 10_000, "reconnect_backoff_ms": 50, "reconnect_backoff_max_ms": 500}


@dataclass(frozen=True)
class Range:
    """Messages `start` to `end` (exclusive) of a partition of a topic."""

    topic: str
    partition: int
    start: int
    end: int


@dataclass(frozen=True)
class Messages:
    """Messages of one or more partitions."""

    broker: Broker
    ranges: tuple[Range, ...]

    local = False

    @property
    def place(self) -> str:
        topics = dict.fromkeys(found.topic for found in self.ranges)
        return "topic " + ", ".join(topics)

    def read(self, take: Take) -> None:
        with closing(self.broker.consumer()) as consumer, _told_plainly():
            consumer.assign([TopicPartition(found.topic, found.partition, found.start) for found in self.ranges])
            content = _Content(take)
            pending = {(found.topic, found.partition): (found.start, found.end) for found in self.ranges}
            heard = time.monotonic()
            while pending:
                left = sum(end - at for at, end in pending.values())
                batch = consumer.consume(max(1, min(AT_ONCE, left)), 0.05)
                for message in batch:
                    _advance(message, pending, content)
                if batch:
                    heard = time.monotonic()
                elif time.monotonic() - heard > STALLED_S:
                    raise Unreadable(f"the broker gave nothing more for {STALLED_S:g} s")
            content.flush()


def _advance(message: Any, pending: dict[tuple[str, int], tuple[int, int]], content: _Content) -> None:
    where = (message.topic(), message.partition())
    error = message.error()
    if error is not None and error.code() == KafkaError._PARTITION_EOF:
        # Compaction and transactions leave gaps: the end is where the broker says it is.
        pending.pop(where, None)
    elif error is not None:
        raise KafkaException(error)
    elif where in pending:
        end, offset = pending[where][1], message.offset()
        if offset < end:
            content.add(message, (*where, offset))
        pending[where] = (offset + 1, end)
        if offset + 1 >= end:
            del pending[where]


class _Content:
    """Puts keys, values and headers of messages together into blocks."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._clear()

    def add(self, message: Any, place: tuple[str, int, int]) -> None:
        """The parts of a message; `place` is its topic, partition and offset."""
        self._part(place, "value", message.value())
        self._part(place, "key", message.key())
        for name, value in message.headers() or ():
            self._part(place, "header", name.encode())
            self._part(place, "header", value)
        if len(self._content) >= BLOCK_BYTES:
            self.flush()

    def flush(self) -> None:
        if self._starts:
            parts = self._parts
            self._take(
                block(
                    self._content,
                    self._starts,
                    lambda number: "topic {}, partition {}, offset {}, {}".format(*parts[number][0], parts[number][1]),
                )
            )
            self._clear()

    def _part(self, place: tuple[str, int, int], part: str, content: bytes | None) -> None:
        if content:
            self._starts.append(len(self._content))
            self._parts.append((place, part))
            self._content += content
            self._content += SEPARATOR

    def _clear(self) -> None:
        self._content = bytearray()
        self._starts: list[int] = []
        self._parts: list[tuple[tuple[str, int, int], str]] = []


@dataclass(frozen=True)
class Names:
    """The names of topics, their settings and the consumer groups, which can hold values as well."""

    broker: Broker

    place = "names of topics and groups"
    local = False

    def read(self, take: Take) -> None:
        with _told_plainly():
            topics, listed = answered_within(WHOLE_ANSWER_S, self._listed)
        names = [*topics, *(group.group_id for group in listed.valid)]
        content, starts = bytearray(), []
        for name in names:
            starts.append(len(content))
            content += name.encode() + SEPARATOR
        if starts:
            take(block(content, starts, lambda _: self.place))
        for _ in listed.errors:
            take(Unread(self.place, "not every broker told its groups"))

    def _listed(self) -> tuple[list[str], Any]:
        admin = self.broker.admin()
        topics = sorted(admin.list_topics(timeout=ANSWER_S).topics)
        return topics, admin.list_consumer_groups(request_timeout=ANSWER_S).result(ANSWER_S)


def ends(broker: Broker) -> dict[str, dict[int, int]]:
    """Where every partition of every visible topic ends now; raises Unreadable."""
    return {
        topic: {number: end for number, (_, end) in marks.items()} for topic, marks in _watermarks(broker)[0].items()
    }


def partitions(broker: Broker, since: Offsets | None) -> tuple[list[Messages | Names], list[Unread]]:
    """What to read: each topic from the offsets noted earlier, or from its beginning, to where it ends now."""
    marks, unread = _watermarks(broker)
    small: list[Range] = []
    large: list[Range] = []
    for topic, found in marks.items():
        noted = (since or {}).get(topic, {})
        for number, (low, high) in found.items():
            start = max(low, noted.get(number, low))
            if start < high:
                (large if high - start > MESSAGES_TOGETHER else small).append(Range(topic, number, start, high))
    parts: list[Messages | Names] = [Names(broker), *(Messages(broker, (alone,)) for alone in large)]
    return [*parts, Messages(broker, tuple(small))] if small else parts, unread


def _watermarks(broker: Broker) -> tuple[dict[str, dict[int, tuple[int, int]]], list[Unread]]:
    """Where every partition begins and ends now."""
    deadline = time.monotonic() + ANSWER_S
    while True:
        try:
            return answered_within(WHOLE_ANSWER_S, lambda: _ask_for_watermarks(broker))
        except TooSlow as error:
            raise Unreadable(f"the broker at {broker.events.bootstrap} gave {error}") from None
        except KafkaException as error:
            # A broker under load may not know its own partitions for a moment.
            if time.monotonic() > deadline:
                raise Unreadable(_reason(error)) from None
            time.sleep(PAUSE_S)


def _ask_for_watermarks(broker: Broker) -> tuple[dict[str, dict[int, tuple[int, int]]], list[Unread]]:
    admin = broker.admin()
    known = admin.list_topics(timeout=ANSWER_S).topics
    unread = [
        Unread(f"topic {name}", f"this identity may not read it ({topic.error.name()})", tried=False)
        for name, topic in known.items()
        if topic.error
    ]
    places = [TopicPartition(name, number) for name, topic in known.items() for number in topic.partitions]
    marks: dict[str, dict[int, tuple[int, int]]] = {}
    asked = [
        admin.list_offsets(dict.fromkeys(places, spec), request_timeout=ANSWER_S)
        for spec in (OffsetSpec.earliest(), OffsetSpec.latest())
    ]
    for place in sorted(places):
        low, high = (answers[place].result(ANSWER_S).offset for answers in asked)
        marks.setdefault(place.topic, {})[place.partition] = (low, high)
    return marks, unread


def _reason(error: KafkaException) -> str:
    known = error.args[0] if error.args else None
    code = known.name() if isinstance(known, KafkaError) else type(error).__name__
    return f"the broker could not be read ({code})"


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except KafkaException as error:
        raise Unreadable(_reason(error)) from None
    except TooSlow as error:
        raise Unreadable(f"the broker gave {error}") from None


@dataclass(frozen=True)
class EventStore:
    """A cluster; decoys are sent to a topic of the suite's own, whose short retention removes them by itself."""

    name: str
    searcher: Broker
    planter: Broker
    decoy_topic: str
    parallel: int = 1

    def note(self) -> dict[str, dict[int, int]]:
        return ends(self.searcher)

    @contextmanager
    def opened(self, since: Since | None) -> Iterator[tuple[list[Messages | Names], list[Unread]]]:
        yield partitions(self.searcher, since.noted if since is not None else None)

    def plant(self, decoy_id: str, value: str) -> None:
        with _told_plainly():
            if not answered_within(WHOLE_ANSWER_S, lambda: self._sent(decoy_id, value)):
                raise Unreadable("the decoy was not accepted by its topic")

    def _sent(self, decoy_id: str, value: str) -> bool:
        failed: list[KafkaError] = []
        producer = self.planter.producer()
        producer.produce(
            self.decoy_topic,
            key=decoy_id.encode(),
            value=value.encode(),
            headers={"decoy": value.encode()},
            on_delivery=lambda error, _: failed.append(error) if error else None,
        )
        return not producer.flush(ANSWER_S) and not failed

    def remove(self, _decoy_id: str) -> None:
        """The topic's retention does."""

    def unproven(self, places: Collection[str]) -> str | None:
        missing = [part for part in ("value", "header") if not any(place.endswith(part) for place in places)]
        return f"the decoy in the {missing[0]} of a message was not found" if missing else None
