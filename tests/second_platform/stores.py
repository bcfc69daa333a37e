"""The platform's other stores: the cache of figures, the documents, and the events; each may be missing."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.second_platform.dialect import Dialect

DELIVERED_WITHIN_S = 10


class Unavailable(Exception):
    """A service that the platform needs for this did not do its part."""


@dataclass
class MemoryCache:
    """What has been put, for as long as the process lives."""

    held: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, value: dict[str, Any]) -> None:
        self.held[key] = json.dumps(value)

    def get(self, key: str) -> dict[str, Any] | None:
        return json.loads(self.held[key]) if key in self.held else None

    def drop(self, key: str) -> None:
        self.held.pop(key, None)

    def ask(self) -> None:
        """Nothing can be wrong with it."""


class NoCache(MemoryCache):
    """A cache that never has anything: how the platform works where there is none."""

    def put(self, key: str, value: dict[str, Any]) -> None:
        return


class RedisCache:
    """A server that speaks Redis' protocol; each entry goes by itself after the dialect's time."""

    def __init__(self, dialect: Dialect, address: str) -> None:
        import redis

        self._dialect = dialect
        self._server = redis.Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2)

    def put(self, key: str, value: dict[str, Any]) -> None:
        self._server.set(key, json.dumps(self._dialect.outwards(value)), ex=self._dialect.cache_s)

    def get(self, key: str) -> dict[str, Any] | None:
        found = self._server.get(key)
        return None if found is None else self._dialect.inwards(json.loads(found))

    def drop(self, key: str) -> None:
        self._server.delete(key)

    def ask(self) -> None:
        """Raise when it does not answer."""
        self._server.ping()


@dataclass
class MemoryDocuments:
    """Documents by name, for as long as the process lives."""

    held: dict[str, bytes] = field(default_factory=dict)

    def put(self, name: str, content: bytes) -> None:
        self.held[name] = content

    def get(self, name: str) -> bytes:
        return self.held[name]

    def names(self, beginning: str) -> list[str]:
        return sorted(name for name in self.held if name.startswith(beginning))

    def remove(self, name: str) -> None:
        self.held.pop(name, None)

    def ask(self) -> None:
        """Nothing can be wrong with it."""


class S3Documents:
    """One bucket of an S3 server."""

    def __init__(self, bucket: str, address: str, key: str, secret: str, ca_file: str) -> None:
        import urllib3
        from minio import Minio

        pool = urllib3.PoolManager(ca_certs=ca_file, timeout=urllib3.Timeout(5), retries=False)
        self._bucket = bucket
        self._server = Minio(address, key, secret, region="us-east-1", http_client=pool)

    def put(self, name: str, content: bytes) -> None:
        self._server.put_object(self._bucket, name, io.BytesIO(content), len(content), "text/plain")

    def get(self, name: str) -> bytes:
        answer = self._server.get_object(self._bucket, name)
        try:
            return answer.read()
        finally:
            answer.close()
            answer.release_conn()

    def names(self, beginning: str) -> list[str]:
        return [found.object_name for found in self._server.list_objects(self._bucket, beginning, recursive=True)]

    def remove(self, name: str) -> None:
        self._server.remove_object(self._bucket, name)

    def ask(self) -> None:
        """Raise when the bucket is not there."""
        if not self._server.bucket_exists(self._bucket):
            raise Unavailable(f"There is no bucket {self._bucket}.")


@dataclass
class MemoryEvents:
    """What has been sent, by topic; also how the platform works where there is no broker."""

    sent: dict[str, list[tuple[str, dict[str, str], dict[str, Any]]]] = field(default_factory=lambda: defaultdict(list))

    def send(self, topic: str, key: str, headers: dict[str, str], value: dict[str, Any]) -> None:
        self.sent[topic].append((key, headers, value))

    def forget_what_was_read(self) -> None:
        """Nothing that came in is kept here."""

    def ask(self) -> None:
        """Nothing can be wrong with it."""


class KafkaEvents:
    """A broker; sending waits until the broker has the event.

    What came in holds customers' details. Once the platform has read it nobody needs it, so an erasure removes it.
    """

    def __init__(self, settings: dict[str, Any], group: str, inputs: list[str]) -> None:
        from confluent_kafka import Consumer, Producer
        from confluent_kafka.admin import AdminClient

        self._inputs = inputs
        self._producer = Producer(settings | {"acks": "all", "enable.idempotence": True, "message.timeout.ms": 8000})
        self._administration = AdminClient(settings)
        # Of the group, without joining it: the administration's own question for offsets breaks librdkafka down when
        # the group's coordinator changes meanwhile.
        self._member = Consumer(settings | {"group.id": group, "enable.auto.commit": False})

    def send(self, topic: str, key: str, headers: dict[str, str], value: dict[str, Any]) -> None:
        failures: list[Any] = []
        self._producer.produce(
            topic,
            key=key,
            headers=list(headers.items()),
            value=json.dumps(value),
            on_delivery=lambda error, _: failures.append(error),
        )
        self._producer.flush(DELIVERED_WITHIN_S)
        if failures != [None]:
            raise Unavailable(f"The broker did not take an event for {topic}.")

    def forget_what_was_read(self) -> None:
        from confluent_kafka import TopicPartition

        topics = self._administration.list_topics(timeout=5).topics
        asked = [TopicPartition(topic, number) for topic in self._inputs for number in topics[topic].partitions]
        places = [place for place in self._member.committed(asked, timeout=5) if place.offset > 0]
        for future in self._administration.delete_records(places).values() if places else ():
            future.result(5)

    def ask(self) -> None:
        """Raise when the broker does not answer."""
        self._administration.list_topics(timeout=3)
