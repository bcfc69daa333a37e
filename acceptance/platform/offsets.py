"""Every offset of a topic accounted for: read, a marker of a transaction, taken back by one, or gone unread.

A reader that is told nothing of an offset cannot know why. The broker still has what it did not give: markers of
transactions and records that a transaction took back. What it does not have any more was removed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import for_code
from kafka.protocol.consumer import FetchRequest
from kafka.record import MemoryRecords

AT_ONCE = 4 << 20
"""Bytes asked for at a time."""
READ_UNCOMMITTED = 0
NO_SESSION = -1
BEFORE_THE_BEGINNING = 1
"""The broker's code for an offset that its log does not reach back to any more."""


@dataclass(frozen=True)
class Gap:
    """Offsets `first` to `last` of a partition, of which `gone` were removed before they were read."""

    topic: str
    partition: int
    first: int
    last: int
    gone: int

    def __str__(self) -> str:
        were = "was gone before it was read" if self.gone == 1 else "were gone before they were read"
        return f"of offsets {self.first}-{self.last} of {self.topic}, partition {self.partition}, {self.gone} {were}"


def unread(start: int, end: int, read: Collection[int]) -> list[int]:
    """The offsets from `start` to `end` (exclusive) that were not read.

    >>> unread(5, 9, {6, 7})
    [5, 8]
    """
    known = set(read)
    return [offset for offset in range(start, end) if offset not in known]


def gap(place: TopicPartition, missing: Iterable[int], held: Collection[int]) -> Gap | None:
    """What is gone of the offsets that a reader misses, where the broker holds some of them; None if nothing is.

    >>> str(gap(TopicPartition("results", 2), [4, 5, 9], {9}))
    'of offsets 4-5 of results, partition 2, 2 were gone before they were read'
    """
    known = set(held)
    gone = [offset for offset in missing if offset not in known]
    return Gap(place.topic, place.partition, gone[0], gone[-1], len(gone)) if gone else None


def held(consumer: KafkaConsumer, place: TopicPartition, first: int, last: int) -> set[int]:
    """The offsets from `first` to `last` at which the broker has something now, markers and taken back ones included.

    Raises:
        KafkaError: the broker did not say.
    """
    found: set[int] = set()
    at = first
    while at <= last:
        content = _stored(consumer, place, at)
        if content is None:
            at = max(at + 1, consumer.beginning_offsets([place])[place])
            continue
        batches = list(_batches(content))
        if not batches:
            break
        found.update(offset for one in batches for offset in one.offsets if first <= offset <= last)
        at = batches[-1].next_offset
    return found


@dataclass(frozen=True)
class _Batch:
    offsets: frozenset[int]
    next_offset: int


def _batches(content: bytes) -> Iterator[_Batch]:
    records = MemoryRecords(content)
    while (batch := records.next_batch()) is not None:
        # A marker fills its batch; in any other batch compaction may have left holes.
        span = range(batch.base_offset, batch.next_offset)
        offsets = span if batch.is_control_batch else (record.offset for record in batch)
        yield _Batch(frozenset(offsets), batch.next_offset)


def _stored(consumer: KafkaConsumer, place: TopicPartition, offset: int) -> bytes | None:
    """What the broker has from an offset on, as it is stored; None where its log begins later.

    kafka-python gives its callers neither markers nor the bounds of batches: it is asked for the bytes, whole.
    """
    manager: Any = consumer._client._manager
    answer = manager.run(_fetch, manager, place, offset)
    [topic] = answer.responses
    [partition] = topic.partitions
    if partition.error_code == BEFORE_THE_BEGINNING:
        return None
    if partition.error_code:
        raise for_code(partition.error_code)(f"{place.topic}, partition {place.partition}")
    return bytes(partition.records or b"")


async def _fetch(manager: Any, place: TopicPartition, offset: int) -> Any:
    partition = FetchRequest.FetchTopic.FetchPartition(
        partition=place.partition, fetch_offset=offset, partition_max_bytes=AT_ONCE
    )
    request = FetchRequest(
        max_wait_ms=0,
        min_bytes=1,
        max_bytes=AT_ONCE,
        isolation_level=READ_UNCOMMITTED,
        session_epoch=NO_SESSION,
        topics=[FetchRequest.FetchTopic(topic=place.topic, partitions=[partition])],
        min_version=4,
        max_version=12,
    )
    return await manager.send(request, node_id=manager.cluster.leader_for_partition(place))
