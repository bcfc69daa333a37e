"""How far a group has read is asked of whichever broker coordinates it now."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from kafka import TopicPartition
from kafka.errors import GroupAuthorizationFailedError, KafkaError, NotCoordinatorError

from acceptance.outcome import NotAssessed
from acceptance.platform import events
from acceptance.platform.access import Unreachable


def client(monkeypatch: Any, *answers: KafkaError | None) -> tuple[events.EventsClient, list[str]]:
    """A client of brokers that answer a question each, or raise; the list tells what became of each connection."""
    left, done = list(answers), list[str]()

    def asked(_group: str) -> Any:
        answer = left.pop(0)
        if answer is not None:
            raise answer
        return {"readers": {TopicPartition("inbox", 0): SimpleNamespace(offset=7)}}

    def admin(*_: Any) -> Any:
        return SimpleNamespace(list_group_offsets=asked, close=lambda: done.append("closed"))

    monkeypatch.setattr(events, "kafka_admin", admin)
    monkeypatch.setattr(events, "PAUSE_S", 0)
    place: Any = SimpleNamespace(bootstrap="broker.example:9092")
    return events.EventsClient(place, None), done  # type: ignore[arg-type]


def test_a_broker_that_coordinates_no_more_is_asked_no_more(monkeypatch: Any) -> None:
    asking, done = client(monkeypatch, NotCoordinatorError(), NotCoordinatorError(), None)
    assert asking.committed("readers", "inbox") == {0: 7}
    assert len(done) == 3


@pytest.mark.parametrize(("patience_s", "error"), [(60, GroupAuthorizationFailedError), (-1, NotCoordinatorError)])
def test_another_refusal_and_a_group_without_a_coordinator_are_told(
    monkeypatch: Any, patience_s: float, error: type[KafkaError]
) -> None:
    monkeypatch.setattr(events, "COORDINATOR_S", patience_s)
    asking, done = client(monkeypatch, error(), None)
    with pytest.raises(Unreachable, match=error.__name__):
        asking.committed("readers", "inbox")
    assert done == ["closed"]


class Removed:
    """A reader whose place was removed: where it goes on is known only once it has read on, if ever."""

    def __init__(self, known_after: int) -> None:
        self._left = known_after

    def position(self, _place: TopicPartition) -> int | None:
        return None if self._left else 5

    def poll(self, timeout_ms: int) -> dict[Any, Any]:
        self._left -= 1
        return {}


def reaching(question: Any) -> Any:
    return question()


def test_where_reading_goes_on_is_asked_until_it_is_known(monkeypatch: Any) -> None:
    place = TopicPartition("inbox", 0)
    monkeypatch.setattr(events, "held", lambda *_: [])
    monkeypatch.setattr(events, "gap", lambda _place, missing, _held: missing)
    watch = events.Watch(Removed(2), reaching, {place: 3})  # type: ignore[arg-type]
    assert watch.gone() == [[3, 4]]


def test_a_broker_that_never_says_where_reading_goes_on_is_told(monkeypatch: Any) -> None:
    monkeypatch.setattr(events, "ANSWER_S", -1)
    watch = events.Watch(Removed(9), reaching, {TopicPartition("inbox", 0): 3})  # type: ignore[arg-type]
    with pytest.raises(Unreachable, match="from where on inbox can be read"):
        watch.gone()


@pytest.mark.parametrize(
    ("value", "content", "coded"),
    [
        (b'{"a": 1}', {"a": 1}, False),
        (b'\0\0\0\0\x07{"a": 1}', {"a": 1}, False),
        (b"\0\0\0\0\x07\x02\x06abc", None, True),
        (b'\xff{"a": 1}', None, False),
        (b"\0", None, False),
        (None, None, False),
    ],
)
def test_what_a_registry_of_schemas_puts_before_a_message_is_left_aside_and_other_forms_than_json_are_named(
    value, content, coded
):
    message = SimpleNamespace(topic="t", partition=0, offset=1, key=b"k", headers=[("h", b"x")], value=value)
    read = events._record(message)
    assert (read.content, read.coded is not None, read.key, read.headers) == (content, coded, "k", {"h": "x"})


def test_what_only_a_registry_can_read_is_read_where_there_is_one():
    message = SimpleNamespace(topic="t", partition=0, offset=1, key=None, headers=[], value=b"\0\0\0\0\x07\x02\x06abc")

    def unreadable(_: bytes):
        raise NotAssessed("a form that is not read here")

    assert events._record(message, lambda value: {"bytes": len(value)}).content == {"bytes": 10}
    assert events._record(message, unreadable).content is None
