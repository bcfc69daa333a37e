"""How customers leave the topics: input is cut off behind the pipeline, results go by tombstone and compaction.

The input topics are transport, not a store: what was consumed may go at any time. Each result has a key of its own,
and a tombstone on that key makes Kafka drop it, and no other; but only from segments that are closed, and a segment
closes when something is written after its time. So the topic is kept rolling while a tombstone works. Tombstones stay
as long as results do: whoever copied a result learns from them that it was erased, and they name nobody.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition
from confluent_kafka.admin import AdminClient

from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.processing import SCORING_RESULTS
from reference_platform.pipeline.records import SHAPES
from reference_platform.pipeline.settings import Settings
from reference_platform.pipeline.worker import GROUP, connection_settings, make_companion_producer

ANSWER_WITHIN_S = 5.0
READ_WITHIN_S = 30.0
READ_AT_ONCE = 1000
# Whoever waits at an input topic beside the worker has this long to read a message, by the broker's clock.
INPUT_STAYS_S = 1.5
# So long a reading waits for more than it has, also at the end of the topic.
READ_PAUSE_S = 0.1
# The key under which the topic is written to so that it rolls; no customer has it: it is no identifier.
ROLLING_KEY = "(rolling)"

Source = tuple[str, int]
T = TypeVar("T")


@dataclass
class Found:
    """What the results hold under one key: by partition, the last offset of a value and of a tombstone."""

    values: dict[int, int] = field(default_factory=dict)
    tombstones: dict[int, int] = field(default_factory=dict)
    count: int = 0

    def note(self, message: Message) -> None:
        """Take a message of this key in; those of a partition come in their order."""
        kind = self.tombstones if message.value() is None else self.values
        kind[message.partition()] = message.offset()
        self.count += message.value() is not None

    @property
    def unburied(self) -> set[int]:
        """The partitions in which no tombstone follows on the last value."""
        return {partition for partition, offset in self.values.items() if self.tombstones.get(partition, -1) < offset}


@dataclass(frozen=True)
class InputProgress:
    """By partition of an input topic, the first offset that is not dealt with, and the first that is still there."""

    dealt_with: Mapping[Source, int]
    cut_off: Mapping[Source, int]


class Topics:
    """The topics as an erasure needs them; every method raises Away when the broker does not respond."""

    def __init__(self, settings: Settings) -> None:
        self._connection = connection_settings(settings)
        self._producer = make_companion_producer(settings)
        self._connect()

    def _connect(self) -> None:
        """New clients: one was seen that got no answer any more, although the broker answered everybody else."""
        self._admin = AdminClient(self._connection)
        # It asks for the worker's offsets and never joins its group. It reads what is not committed as well:
        # an aborted result is in the topic until it is compacted away.
        self._consumer = Consumer(
            {
                **self._connection,
                "group.id": GROUP,
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "isolation.level": "read_uncommitted",
            }
        )

    def input_ends(self) -> dict[Source, int]:
        """Where each partition of the input topics ends now; partitions without a message are left out."""
        ends = {}
        for topic in SHAPES:
            for place in self._partitions(topic):
                low, high = self._asked(self._consumer.get_watermark_offsets, place, ANSWER_WITHIN_S)
                if high > low:
                    ends[topic, place.partition] = high
        return ends

    def cut_off_input(self) -> InputProgress:
        """Delete the input that the worker has dealt with and that others had their time to read."""
        places = [place for topic in SHAPES for place in self._partitions(topic)]
        committed = [
            place for place in self._asked(self._consumer.committed, places, ANSWER_WITHIN_S) if place.offset > 0
        ]
        if not committed:
            return InputProgress({}, {})
        ended_ms = int((time.time() - INPUT_STAYS_S) * 1000)
        times = [TopicPartition(place.topic, place.partition, ended_ms) for place in committed]
        newer = offsets(self._asked(self._consumer.offsets_for_times, times, ANSWER_WITHIN_S))
        dealt_with = offsets(committed)
        # Where nothing is newer, the answer is not an offset but the sign for the end.
        cut_off = {at: min(end, newer[at]) if newer[at] >= 0 else end for at, end in dealt_with.items()}
        places = [TopicPartition(*at, offset) for at, offset in cut_off.items()]
        for future in self._asked(self._admin.delete_records, places).values():
            self._asked(future.result, ANSWER_WITHIN_S)
        return InputProgress(dealt_with, cut_off)

    def results_of(self, keys: Iterable[str]) -> dict[str, Found]:
        """Read all results there are; what was found under those of the keys that there are."""
        wanted = {key.encode(): key for key in keys}
        found: dict[str, Found] = defaultdict(Found)
        if not wanted:
            return found
        places = self._partitions(SCORING_RESULTS)
        for place in places:
            place.offset = OFFSET_BEGINNING
        self._asked(self._consumer.assign, places)
        try:
            unread = {place.partition for place in places}
            deadline = time.monotonic() + READ_WITHIN_S
            while unread:
                if time.monotonic() > deadline:
                    raise Away("the results could not be read to their end")
                for message in self._asked(self._consumer.consume, READ_AT_ONCE, READ_PAUSE_S):
                    error = message.error()
                    if error is None and message.key() in wanted:
                        found[wanted[message.key()]].note(message)
                    elif error is not None and error.code() == KafkaError._PARTITION_EOF:
                        unread.discard(message.partition())
        finally:
            self._asked(self._consumer.unassign)
        return found

    def bury(self, graves: Iterable[tuple[str, int]]) -> None:
        """Write a tombstone for each key and partition."""
        for key, partition in graves:
            self._produce(key, partition)
        self._flush()

    def keep_rolling(self, partitions: Iterable[int]) -> None:
        """Write something without meaning or value, so that segments close and can be compacted."""
        for partition in set(partitions):
            self._produce(ROLLING_KEY, partition)
        self._flush()

    def _produce(self, key: str, partition: int) -> None:
        try:
            self._producer.produce(SCORING_RESULTS, key=key, value=None, partition=partition)
            self._producer.poll(0)
        except (BufferError, KafkaException) as error:
            raise Away("the broker takes no tombstones") from error

    def _flush(self) -> None:
        """Wait for what was written; what was lost is found unburied, and written again, the next time."""
        if self._producer.flush(ANSWER_WITHIN_S):
            raise Away("the broker does not take every tombstone")

    def _partitions(self, topic: str) -> list[TopicPartition]:
        known = self._asked(self._consumer.list_topics, topic, ANSWER_WITHIN_S).topics[topic].partitions
        return [TopicPartition(topic, number) for number in sorted(known)]

    def _asked(self, question: Callable[..., T], *values: Any) -> T:
        try:
            return question(*values)
        except (KafkaException, TimeoutError) as error:
            self._connect()
            raise Away("the broker does not respond") from error


def offsets(places: Iterable[TopicPartition]) -> dict[Source, int]:
    """The offset by topic and partition."""
    return {(place.topic, place.partition): place.offset for place in places}
