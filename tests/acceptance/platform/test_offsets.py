"""Every offset is accounted for: what the broker holds and does not give is no loss, what it has no more is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from kafka import TopicPartition
from kafka.record.default_records import DefaultRecordBatchBuilder

from acceptance.platform.offsets import gap, held, unread

PLACE = TopicPartition("results", 1)


def batch(first: int, offsets: list[int], *, control: bool = False) -> bytes:
    """The bytes of one batch as a broker stores it; between its records compaction may have left holes."""
    builder = DefaultRecordBatchBuilder(2, 0, False, -1, -1, -1, 1 << 20)
    for offset in offsets:
        builder.append(offset - first, 1, b"key", b"value", [])
    content = bytearray(builder.build())
    content[0:8] = first.to_bytes(8, "big")
    if control:
        content[22] |= 0x20
    return bytes(content)


class Broker:
    """A consumer's way to a log that begins at `begin`."""

    def __init__(self, begin: int, batches: list[bytes]) -> None:
        self.begin = begin
        self.batches = batches
        self._client = SimpleNamespace(_manager=self)
        self.cluster = SimpleNamespace(leader_for_partition=lambda _place: 1)

    def beginning_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, self.begin)

    def run(self, _coroutine: Any, _manager: Any, _place: Any, offset: int) -> Any:
        error = 1 if offset < self.begin else 0
        later = [one for one in self.batches if last_of(one) >= offset]
        partition = SimpleNamespace(error_code=error, records=later[0] if later and not error else b"")
        return SimpleNamespace(responses=[SimpleNamespace(partitions=[partition])])


def last_of(content: bytes) -> int:
    return int.from_bytes(content[0:8], "big") + int.from_bytes(content[23:27], "big")


def missed(broker: Broker, read: list[int], end: int, start: int = 0) -> str | None:
    missing = unread(start, end, read)
    found = gap(PLACE, missing, held(broker, PLACE, missing[0], missing[-1])) if missing else None
    return str(found) if found else None


def test_the_marker_of_a_transaction_is_not_a_loss() -> None:
    assert missed(Broker(0, [batch(0, [0, 1, 2]), batch(3, [3], control=True)]), [0, 1, 2], 4) is None


def test_what_a_transaction_took_back_is_not_a_loss() -> None:
    assert missed(Broker(0, [batch(0, [0]), batch(1, [1, 2])]), [0], 3) is None


def test_what_compaction_took_out_of_a_batch_is_named() -> None:
    broker = Broker(0, [batch(0, [0, 2, 5])])
    said = "of offsets 1-4 of results, partition 1, 3 were gone before they were read"
    assert missed(broker, [0, 2, 5], 6) == said


def test_a_batch_that_went_as_a_whole_is_named() -> None:
    broker = Broker(0, [batch(0, [0]), batch(2, [2])])
    assert missed(broker, [0, 2], 3) == "of offsets 1-1 of results, partition 1, 1 was gone before it was read"


def test_what_lies_before_the_beginning_of_the_log_is_named() -> None:
    broker = Broker(1266, [batch(1266, [1266, 1267])])
    said = "of offsets 1250-1265 of results, partition 1, 16 were gone before they were read"
    assert missed(broker, [1266, 1267], 1268, start=1250) == said


def test_a_log_that_was_emptied_is_named() -> None:
    assert missed(Broker(9, []), [], 9, start=7) == (
        "of offsets 7-8 of results, partition 1, 2 were gone before they were read"
    )


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_whatever_is_read_or_held_the_rest_is_gone(read: set[int], stored: set[int]) -> None:
    found = gap(PLACE, unread(0, 31, read), stored)
    rest = set(range(31)) - read - stored
    assert (found.gone if found else 0) == len(rest)
    assert found is None or (found.first, found.last) == (min(rest), max(rest))
