"""Experiments, cached values, stored objects and bare messages: what goes in comes out, and is removed."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from uuid import uuid4

from hamcrest import none

from acceptance.checks import check_within
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.events import Place, Record, Watch
from acceptance.platform.object_store import PART_BYTES
from acceptance.profile.model import Events, ObjectStore, Topic
from acceptance.suite import Suite

WRONG_KEY = ("SignatureDoesNotMatch", "InvalidAccessKeyId", "AccessDenied")
UNITS = {"byte": 1, "bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20}


def record_experiment(suite: Suite) -> tuple[str, str]:
    """Records an experiment of the suite's own; its name and number. It is deleted at the end of the scenario."""
    name = f"acceptance-{suite.run_id}-{uuid4().hex[:8]}"
    suite.platform.operations.require("remove_experiment")
    suite.platform.operations.require("record_experiment", "experiment_id")
    number = str(suite.platform.operations.do("record_experiment", name=name).words["experiment_id"])
    suite.owe("operation", "remove_experiment", experiment_id=number)
    return name, number


def experiments_in_the_database(suite: Suite) -> dict[str, str]:
    """Name -> number of every experiment, as the database has them."""
    return {str(r["name"]): str(r["experiment_id"]) for r in suite.platform.populations.read("experiments")}


def store_value(suite: Suite, ttl_s: int) -> tuple[str, str]:
    """Stores a value that nobody has seen before; its key and the value."""
    key, value = f"acceptance:{suite.run_id}:{uuid4().hex}", uuid4().hex
    suite.owe("key", key)
    suite.platform.cache.put(key, value, ttl_s)
    return key, value


def check_gone_after(suite: Suite, key: str, agreed_s: float) -> None:
    """Checks that a value is gone once the agreed time is over, a second allowed for the cache's clock."""
    check_within(agreed_s + 1, lambda: suite.platform.cache.get(key), none(), "the value after its time")


def bytes_of(size: str) -> int:
    """Number of bytes in words such as `11 MiB`."""
    number, unit = re.fullmatch(r"(\d+) (\w+)", size).groups()  # type: ignore[union-attr]
    return int(number) * UNITS[unit]


def store_object(suite: Suite, content: bytes, content_type: str) -> str:
    """Stores an object, in parts when it is larger than one part; its key."""
    key = f"acceptance/{suite.run_id}/{uuid4().hex}"
    suite.owe("object", key)
    suite.platform.objects.put(key, content, content_type, in_parts=len(content) > PART_BYTES)
    return key


def required_places(suite: Suite) -> list[str]:
    """The places of the object store that the platform needs.

    Raises:
        NotAssessed: there is no object store, or the profile names none.
    """
    named = suite.profile.service(ObjectStore).required_buckets
    if not named:
        raise NotAssessed("the profile names no place that the platform needs (required_buckets)", Cause.BINDING)
    return named


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def agreed_topic(suite: Suite, events: str) -> Topic:
    """What the profile says of a channel."""
    topics = suite.profile.service(Events).topics
    if events not in topics:
        raise NotAssessed(f"the profile names no topic for {events!r}", Cause.BINDING)
    return topics[events]


def agreed_copies(topic: Topic) -> int:
    """How many copies of each message of a channel were agreed."""
    if topic.replication is None:
        raise NotAssessed(f"the profile does not say how many copies of {topic.name!r} there are", Cause.BINDING)
    return topic.replication


def send_to_nobody(suite: Suite, events: str) -> tuple[Place, Any]:
    """Sends a message that the platform can only set aside; where it was stored and what it said."""
    content = {"acceptance": uuid4().hex}
    key = f"acceptance-{uuid4().hex}"
    return suite.platform.events.send_raw(events, key, json.dumps(content).encode(), str(uuid4())), content


def received_until_sentinel(suite: Suite, watch: Watch, sent: Place) -> list[Record]:
    """Everything with the key of a sent message, read until a later message with that key came through.

    Raises:
        Inconclusive: the later message was not received in time.
    """
    seen = watch.until(lambda records: any(place_of(r) == place_of(sent) for r in records), suite.limits.event_s)
    first = next((r for r in seen if place_of(r) == place_of(sent)), None)
    if first is None:
        return []
    sentinel = suite.platform.broker.send(sent.topic, first.key or "", b'{"acceptance": "sentinel"}', str(uuid4()))
    seen = watch.until(lambda records: any(place_of(r) == place_of(sentinel) for r in records), suite.limits.event_s)
    if not any(place_of(r) == place_of(sentinel) for r in seen):
        raise Inconclusive("a later message was not received in time; whether there is a second cannot be told")
    return [r for r in seen if r.key == first.key and place_of(r) != place_of(sentinel)]


def place_of(stored: Place | Record) -> tuple[str, int, int]:
    """Topic, partition and offset."""
    return stored.topic, stored.partition, stored.offset
