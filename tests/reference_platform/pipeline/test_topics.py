"""A client of the broker that gets no answer is replaced (made-up clients: a real one cannot be made to fail)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from reference_platform.pipeline import topics
from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.records import SHAPES
from reference_platform.pipeline.settings import Settings

SETTINGS = Settings(**{field.name: "unused" for field in fields(Settings)})


class Client:
    """Knows two messages in the one partition of each topic, or gets no answer ever."""

    def __init__(self, answers: bool) -> None:
        self.answers = answers

    def list_topics(self, topic: str, _timeout: float) -> Any:
        if not self.answers:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
        return SimpleNamespace(topics={topic: SimpleNamespace(partitions={0: None})})

    def get_watermark_offsets(self, _place: Any, _timeout: float) -> tuple[int, int]:
        return 0, 2


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Client]]:
    """The clients that were made; the first is the one that gets no answer."""
    clients: list[Client] = []

    def client(_settings: Any) -> Client:
        clients.append(Client(answers=bool(clients)))
        return clients[-1]

    monkeypatch.setattr(topics, "Consumer", client)
    monkeypatch.setattr(topics, "AdminClient", lambda _settings: None)
    monkeypatch.setattr(topics, "make_companion_producer", lambda _settings: None)
    yield clients


def test_after_a_question_without_answer_the_next_is_asked_of_a_new_client(made: list[Client]) -> None:
    of_the_platform = topics.Topics(SETTINGS)
    with pytest.raises(Away):
        of_the_platform.input_ends()
    assert of_the_platform.input_ends() == {(topic, 0): 2 for topic in SHAPES}
    assert [client.answers for client in made] == [False, True]
