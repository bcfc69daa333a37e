"""Kafka: messages sent and watched for. A watch begins before the message that it waits for is sent."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from confluent_kafka import KafkaError as RefusalOrLoss
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError, KafkaTimeoutError, SaslAuthenticationFailedError

from acceptance import json_text
from acceptance.checks import came_late
from acceptance.outcome import NotAssessed
from acceptance.patience import Wait
from acceptance.platform.access import CredentialRefused, Unreachable, require
from acceptance.platform.broker_connections import confluent_admin, kafka_admin, kafka_consumer, kafka_producer
from acceptance.platform.offsets import Gap, gap, held, unread
from acceptance.platform.whole_answers import TooSlow, answered_within
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Events

Result = TypeVar("Result")
Read = Callable[[bytes], Any]
ANSWER_S = 15
"""How long one question may take; the client's own limits are for its parts, and some of those have none."""
COORDINATOR_S, PAUSE_S = 10, 0.5
"""How long a group may be without a coordinator, and how often it is asked for."""
FRAME_BYTES = 5
"""What registries of schemas put before a message: a nought, and the number of its schema."""
SETTINGS = ("cleanup.policy", "retention.ms", "retention.bytes")
"""What decides how long a topic is kept."""
NUMBER_BYTES = (4, 8)
"""How many bytes an `int` and a `long` of Java have."""
SENT_S = 60
"""How long sending may take, of any number of messages."""


@dataclass(frozen=True)
class Record:
    """One message as it stands in a topic. `content` is the parsed JSON value, or None where it is not JSON.

    Attributes:
        coded: the message as it came, where it is in a form that only the schema of a registry tells, such as Avro.
    """

    topic: str
    partition: int
    offset: int
    key: str | None
    headers: Mapping[str, str]
    content: Any
    coded: bytes | None = None


@dataclass(frozen=True)
class Place:
    """Where the broker stored an acknowledged message."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True)
class TopicLayout:
    """Number of partitions, and the smallest number of replicas any of them has."""

    partitions: int
    replication: int


@dataclass(frozen=True)
class Keeping:
    """How long the broker keeps what is in a topic: seconds (infinity where nothing goes by its age), and bytes.

    `largest` is the size of a partition from which on the oldest go whatever their age; None without such a limit.
    """

    seconds: float
    largest: int | None


class Watch:
    """Everything that arrives in one topic from the moment the watch was set. Close it after use.

    Args:
        begin: the first offset of each partition that belongs to the watch.
        read: what reads a message in a form of a schema registry; nobody where there is none.
    """

    def __init__(
        self,
        consumer: KafkaConsumer,
        reach: Callable[[Callable[[], Any]], Any],
        begin: Mapping[TopicPartition, int],
        read: Read | None = None,
    ) -> None:
        self._read_coded = read
        self._consumer = consumer
        self._reach = reach
        self._begin = begin
        self.seen: list[Record] = []

    @property
    def begin(self) -> dict[int, int]:
        """Partition -> the first offset that belongs to the watch."""
        return {place.partition: offset for place, offset in self._begin.items()}

    def until(self, enough: Callable[[list[Record]], bool], deadline_s: float) -> list[Record]:
        """Reads on until `enough(seen)` holds or the deadline passes; returns all records seen so far.

        On a busy machine it reads on longer, and what is enough only then counts as late: see `acceptance.patience`.
        """
        wait = Wait(deadline_s)
        while not enough(self.seen):
            if wait.is_over():
                return self.seen
            self.seen.extend(self._poll(min(wait.left_s, 0.5)))
        if wait.busy:
            came_late("what was waited for in the event broker", wait.passed_s, deadline_s, wait.busy)
        return self.seen

    def during(self, seconds: float) -> None:
        """Reads what arrives for some time, neither shorter nor longer."""
        end = time.monotonic() + seconds
        while (left_s := end - time.monotonic()) > 0:
            self.seen.extend(self._poll(min(left_s, 0.5)))

    def gone(self, between: Mapping[int, tuple[int, int]] | None = None, witness: Sequence[Record] = ()) -> list[Gap]:
        """What was removed from the topic after the watch was set, before it was read; markers do not count.

        Args:
            between: partition -> the first and last offset of interest; everything that was read, where not given.
            witness: what another watch has read of the topic: it is not unread, though it is gone.

        Raises:
            Unreachable: the broker did not say what it has.
        """
        found = (self._gone(place, between, witness) for place in self._begin)
        return [gap for gap in found if gap is not None]

    def _gone(
        self, place: TopicPartition, between: Mapping[int, tuple[int, int]] | None, witness: Sequence[Record]
    ) -> Gap | None:
        first, end = self._begin[place], self._position(place)
        if between is not None:
            low, high = between.get(place.partition, (end, first))
            first, end = max(first, low), min(end, high + 1)
        read = {record.offset for record in (*self.seen, *witness) if record.partition == place.partition}
        missing = unread(first, end, read)
        if not missing:
            return None
        return gap(place, missing, self._reach(lambda: held(self._consumer, place, missing[0], missing[-1])))

    def _position(self, place: TopicPartition) -> int:
        """Where reading goes on; where what stood there was removed meanwhile, that is known after reading on."""
        end = time.monotonic() + ANSWER_S
        while (position := self._reach(lambda: self._consumer.position(place))) is None:
            if time.monotonic() > end:
                raise Unreachable(f"the event broker did not say from where on {place.topic} can be read")
            self.seen.extend(self._poll(0.2))
        return int(position)

    def close(self) -> None:
        self._consumer.close(timeout_ms=2000)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _poll(self, wait_s: float) -> Iterator[Record]:
        batches = self._reach(lambda: self._consumer.poll(timeout_ms=int(wait_s * 1000) + 1))
        for batch in batches.values():
            yield from (_record(message, self._read_coded) for message in batch)


class EventsClient:
    """Produces to and watches the platform's topics. Not thread-safe.

    Args:
        read: what reads a message in a form of a schema registry.
    """

    def __init__(self, events: Events, permissions: Permissions, read: Read | None = None) -> None:
        self._events = events
        self._read = read
        self._permissions = permissions
        self._kafka_producer: KafkaProducer | None = None

    def topics(self) -> dict[str, TopicLayout]:
        """Layout of each topic this identity may see."""
        admin = self._reach(lambda: kafka_admin(self._events, self._permissions))
        try:
            described = self._reach(lambda: admin.describe_topics())
        finally:
            admin.close()
        layouts = {}
        for topic in described:
            partitions = topic["partitions"]
            replicas = [len(p.get("replicas", p.get("replica_nodes", []))) for p in partitions]
            layouts[topic.get("name") or topic["topic"]] = TopicLayout(len(partitions), min(replicas, default=0))
        return layouts

    def keeping(self, topic: str) -> Keeping:
        """How long the broker is set to keep what is in a topic.

        Raises:
            Unreachable: the broker did not answer, or does not tell this identity.
            NotAssessed: it leaves out what it would take to know.
        """
        wanted = ConfigResource(ConfigResourceType.TOPIC, topic)
        admin = self._reach(lambda: kafka_admin(self._events, self._permissions))
        try:
            told = self._reach(lambda: admin.describe_configs([wanted], config_filter="all"))["topic"][topic]
        finally:
            admin.close()
        return keeping_told(topic, told)

    def committed(self, group: str, topic: str) -> dict[int, int]:
        """Up to where a group of readers says that it has read each partition: the first offset that it has not."""
        told = self._reach(lambda: self._offsets_of(group)).get(group, {})
        return {place.partition: said.offset for place, said in told.items() if place.topic == topic}

    def _offsets_of(self, group: str) -> Any:
        """What a group's coordinator tells; another broker may just be taking its place, and then that one is asked."""
        end = time.monotonic() + COORDINATOR_S
        while True:
            admin = kafka_admin(self._events, self._permissions)
            try:
                return admin.list_group_offsets(group)
            except KafkaError as error:
                if not error.retriable or time.monotonic() > end:
                    raise
                time.sleep(PAUSE_S)
            finally:
                admin.close()

    def ends(self, topic: str) -> dict[int, int]:
        """Where each partition of a topic ends now: a reader who comes later can begin there."""
        with self.watch(topic) as watch:
            return watch.begin

    def watch(self, topic: str, since: Mapping[int, int] | None = None) -> Watch:
        """Sets a watch at the end of every partition: what is sent after this call is seen, nothing before.

        Args:
            since: where a reader who was away has stopped, partition -> offset; the watch begins there.

        Raises:
            Unreachable: the broker did not answer, or the topic has no partitions.
        """
        consumer = self._reach(
            lambda: kafka_consumer(
                self._events,
                self._permissions,
                # What was removed before it was read is gone: go on with what is left, and account for it.
                auto_offset_reset="earliest",
                isolation_level=self._events.isolation,
                consumer_timeout_ms=1000,
            )
        )
        try:
            numbers = self._reach(lambda: consumer.partitions_for_topic(topic)) or set()
            if not numbers:
                raise Unreachable(f"the topic {topic} has no partitions that this identity may read")
            partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
            consumer.assign(partitions)
            ends = self._reach(lambda: consumer.end_offsets(partitions))
            begin = {place: (since or {}).get(place.partition, end) for place, end in ends.items()}
            for place, offset in begin.items():
                consumer.seek(place, offset)
        except BaseException:
            consumer.close(timeout_ms=2000)
            raise
        return Watch(consumer, self._reach, begin, self._read)

    def send(
        self, topic: str, key: str, value: bytes, correlation: str, headers: Mapping[str, str] | None = None
    ) -> Place:
        """Sends one message, with further headers, and returns where the broker stored it."""
        return self.send_all(topic, [(key, value, correlation)], headers)[0]

    def send_all(
        self, topic: str, messages: list[tuple[str, bytes, str]], headers: Mapping[str, str] | None = None
    ) -> list[Place]:
        """Sends messages (key, value, correlation id) in order and waits until all are acknowledged."""
        require(self._permissions, "synthetic", f"sending to the topic {topic}")
        producer = self._producer()
        header = self._events.correlation_header
        further = [(name, text.encode()) for name, text in (headers or {}).items()]

        def heads(correlation: str) -> list[tuple[str, bytes]]:
            own = {name: text.replace("{correlation}", correlation) for name, text in self._events.headers.items()}
            return [(header, correlation.encode()), *((name, text.encode()) for name, text in own.items()), *further]

        def send() -> list[Place]:
            waiting = [
                producer.send(topic, key=key.encode(), value=value, headers=heads(correlation))
                for key, value, correlation in messages
            ]
            producer.flush(timeout=15)
            stored = [future.get(timeout=5) for future in waiting]
            return [Place(s.topic, s.partition, s.offset) for s in stored]

        return self._reach(send, SENT_S)

    def close(self) -> None:
        if self._kafka_producer is not None:
            self._kafka_producer.close(timeout=2)
            self._kafka_producer = None

    def _producer(self) -> KafkaProducer:
        if self._kafka_producer is None:
            self._kafka_producer = self._reach(
                lambda: kafka_producer(self._events, self._permissions, acks="all", linger_ms=0)
            )
        return self._kafka_producer

    def _reach(self, question: Callable[[], Result], within_s: float = ANSWER_S) -> Result:
        where = f"the event broker at {self._events.bootstrap}"
        try:
            return answered_within(within_s, question)
        except TooSlow as error:
            raise Unreachable(f"{where} gave {error}") from None
        except SaslAuthenticationFailedError as error:
            raise CredentialRefused(f"{where} refused the profile's user: {error}") from None
        except KafkaTimeoutError as error:
            if refuses(self._events, self._permissions):
                raise CredentialRefused(f"{where} refused the profile's user") from None
            raise Unreachable(f"{where} did not answer in time: {error}") from None
        except (KafkaError, OSError) as error:
            raise Unreachable(f"{where} could not be used: {type(error).__name__}: {error}") from None


def refuses(events: Events, permissions: Permissions, timeout_s: float = 5) -> bool:
    """Whether the broker refuses the profile's identity.

    kafka-python tries again and again and never says why it could not connect; librdkafka does.
    """
    if events.client is None and (events.user is None or events.password is None):
        return False
    told: list[Any] = []
    asking = confluent_admin(events, permissions, told.append)
    deadline = time.monotonic() + timeout_s
    while not told and time.monotonic() < deadline:
        asking.poll(0.1)
    return any(error.code() == RefusalOrLoss._AUTHENTICATION for error in told)


def _record(message: Any, read: Read | None = None) -> Record:
    """A message as it came; what a registry of schemas puts before the JSON of one is left aside."""
    value: bytes | None = message.value
    framed = value is not None and len(value) > FRAME_BYTES and value[:1] == b"\0"
    content = _json(value[FRAME_BYTES:] if framed and value is not None else value)
    if value is not None and framed and content is None and read is not None:
        with suppress(NotAssessed):  # whoever wants its words asks again, and is told why there are none
            content = read(value)
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=_text(message.key),
        headers={name: header_text(value) for name, value in message.headers},
        content=content,
        coded=value if framed and content is None else None,
    )


def keeping_told(topic: str, settings: Mapping[str, Mapping[str, Any]]) -> Keeping:
    """How long a topic is kept by its settings, as the broker tells them: name -> value and more.

    Raises:
        NotAssessed: one of them is not told, or is no number.
    """
    told = {name: (settings.get(name) or {}).get("value") for name in SETTINGS}
    policy, age_ms, size = str(told["cleanup.policy"] or ""), *(_whole(told[name]) for name in SETTINGS[1:])
    if policy and "delete" not in policy:
        return Keeping(math.inf, None)
    if not policy or age_ms is None or size is None:
        said = ", ".join(f"{name}: {value}" for name, value in told.items())
        raise NotAssessed(f"the event broker does not tell how long it keeps what is in {topic} ({said})")
    return Keeping(age_ms / 1000 if age_ms >= 0 else math.inf, size if size >= 0 else None)


def _whole(value: Any) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None


def header_text(value: bytes | None) -> str:
    """A header as text; four or eight bytes that no text has are the whole number that Java writes so.

    >>> header_text(b"orders"), header_text((1234).to_bytes(8, "big")), header_text((7).to_bytes(4, "big"))
    ('orders', '1234', '7')
    """
    if value is not None and len(value) in NUMBER_BYTES and not _is_text(value):
        return str(int.from_bytes(value, "big", signed=True))
    return _text(value) or ""


def _is_text(value: bytes) -> bool:
    try:
        return value.decode().isprintable()
    except UnicodeDecodeError:
        return False


def _text(value: bytes | None) -> str | None:
    return value.decode("utf-8", "replace") if value is not None else None


def _json(value: bytes | None) -> Any:
    try:
        return json_text.loads(value) if value is not None else None
    except ValueError:
        return None
