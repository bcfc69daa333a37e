"""What waits in topics for the consumers that process them. Reads only, and joins no group."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from confluent_kafka import KafkaException, TopicPartition

from acceptance.platform.access import Unreachable, require
from acceptance.platform.broker_connections import confluent_consumer
from acceptance.platform.whole_answers import TooSlow, answered_within
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Events

ANSWER_S = 10.0
WHOLE_ANSWER_S = 30.0
FIRST_S = 5.0
"""How long the first waiting message of a partition may take to be read."""


@dataclass(frozen=True)
class Waiting:
    """One partition: how many messages its readers have not come to, and how old the first of them is.

    Attributes:
        oldest_s: seconds since the broker got it, by our clock; 0 where nothing waits.
    """

    topic: str
    partition: int
    count: int
    oldest_s: float


def waiting(events: Events, permissions: Permissions, reader: str, topics: Iterable[str]) -> list[Waiting]:
    """What waits for a consumer group, in every partition of some topics.

    Args:
        reader: the group; a partition that it never read counts from its first message.

    Raises:
        NotAssessed: the profile does not permit reading.
        Unreachable: the broker does not answer, does not permit it, or has no such topic.
    """
    require(permissions, "read", f"looking at what waits for {reader}")
    said = f"the event broker at {events.bootstrap} did not tell what waits for {reader}"
    try:
        return answered_within(WHOLE_ANSWER_S, lambda: _asked(events, permissions, reader, topics))
    except KafkaException as error:
        raise Unreachable(f"{said}: {error.args[0].str()}") from None
    except TooSlow as error:
        raise Unreachable(f"{said}: {error}") from None


def _asked(events: Events, permissions: Permissions, reader: str, topics: Iterable[str]) -> list[Waiting]:
    consumer = confluent_consumer(
        events, permissions, group_id=reader, enable_partition_eof=False, isolation_level=events.isolation
    )
    try:
        return [found for topic in topics for found in _in_topic(consumer, topic)]
    finally:
        consumer.close()


def _in_topic(consumer: Any, topic: str) -> list[Waiting]:
    known = consumer.list_topics(topic, ANSWER_S).topics[topic].partitions
    if not known:
        raise Unreachable(f"the topic {topic} has no partitions that this identity may read")
    committed = consumer.committed([TopicPartition(topic, number) for number in sorted(known)], ANSWER_S)
    return [_in_partition(consumer, place) for place in committed]


def _in_partition(consumer: Any, committed: TopicPartition) -> Waiting:
    if committed.error is not None:
        raise KafkaException(committed.error)
    low, high = consumer.get_watermark_offsets(committed, ANSWER_S)
    start = max(low, committed.offset)  # no offset committed is a negative number
    nothing = Waiting(committed.topic, committed.partition, 0, 0.0)
    if start >= high:
        return nothing
    consumer.assign([TopicPartition(committed.topic, committed.partition, start)])
    first = consumer.poll(FIRST_S)
    consumer.unassign()
    if first is None:  # only marks of transactions stand there
        return nothing
    if first.error() is not None:
        raise KafkaException(first.error())
    _, sent_ms = first.timestamp()
    return Waiting(committed.topic, committed.partition, high - first.offset(), max(0.0, time.time() - sent_ms / 1000))
