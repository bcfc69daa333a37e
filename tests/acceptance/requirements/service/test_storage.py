"""A message that its reader removed after reading it is not lost; one that is gone otherwise is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import Inconclusive
from acceptance.platform.events import Place, Record
from acceptance.platform.offsets import Gap
from acceptance.profile.model import Topic
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


def suite(read_up_to: int, emptied_by: str | None = READERS) -> Any:
    topics = {"requests": Topic(name="inbox", partitions=1, emptied_by=emptied_by)}

    def has_read(group: str, place: Place) -> bool:
        assert group == emptied_by
        return place.offset < read_up_to

    return SimpleNamespace(
        profile=SimpleNamespace(service=lambda _: SimpleNamespace(topics=topics)),
        platform=SimpleNamespace(events=SimpleNamespace(has_read=has_read)),
        limits=SimpleNamespace(event_s=1),
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
