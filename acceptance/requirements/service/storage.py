"""Experiments, cached values, stored objects and bare messages: what goes in comes out, and is removed."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from hamcrest import none

from acceptance.checks import check_within
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.events import SENT_S, Place, Record, Watch
from acceptance.platform.object_store import PART_BYTES
from acceptance.profile.services import Events, ObjectStore, Topic
from acceptance.suite import Suite

WRONG_KEY = ("SignatureDoesNotMatch", "InvalidAccessKeyId", "AccessDenied")
MESSAGES = 20
"""In one batch: who removes each message after reading it has seldom removed them all before another comes by."""
FIRST_LOOK_S = 0.5
"""So long the reader asks before anything is sent: its question then waits at the broker for the first message."""
READ_ALONG_S = 2
"""So long is read on after a batch was sent, for what the broker has not handed out yet."""
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


def places_to_guard(suite: Suite) -> list[str]:
    """The places that the platform needs, and the one where its audit log is copied to, if the profile names it."""
    audit = suite.profile.audit
    copied = [audit.copied_to.bucket] if audit is not None and audit.copied_to is not None else []
    return [*dict.fromkeys([*required_places(suite), *copied])]


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


def send_to_nobody(suite: Suite, events: str, watch: Watch) -> dict[Place, Any]:
    """Sends messages that the platform can only set aside; where each was stored -> what it said, in order.

    The watch reads along from the first one on: whoever removes what they have read is not waited for. Where the
    profile names somebody who does so, and they were faster, batch follows batch for as long as an event may take.
    """
    removed_by_a_reader = agreed_topic(suite, events).emptied_by is not None
    watch.during(FIRST_LOOK_S)
    sent, end = _send_batch(suite, events, watch), time.monotonic() + suite.limits.event_s
    while removed_by_a_reader and not _any_read(watch, sent) and time.monotonic() < end:
        sent |= _send_batch(suite, events, watch)
    return sent


def _send_batch(suite: Suite, events: str, watch: Watch) -> dict[Place, Any]:
    contents = [{"acceptance": uuid4().hex} for _ in range(MESSAGES)]
    key, topic = f"acceptance-{uuid4().hex}", suite.platform.events.topic(events)
    messages = [(key, json.dumps(content).encode(), str(uuid4())) for content in contents]
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(suite.platform.broker.send_all, topic, messages)
        watch.until(lambda _: sending.done(), SENT_S)
        watch.until(lambda seen: sum(record.key == key for record in seen) >= MESSAGES, READ_ALONG_S)
        return dict(zip(sending.result(), contents, strict=True))


def _any_read(watch: Watch, sent: Mapping[Place, Any]) -> bool:
    places = set(map(place_of, sent))
    return any(place_of(record) in places for record in watch.seen)


def received_until_the_last(suite: Suite, watch: Watch, sent: Mapping[Place, Any]) -> list[Record]:
    """Everything that stood at the places of sent messages or says the same, read until the last one came through."""
    last, said = list(sent)[-1], list(sent.values())
    seen = watch.until(lambda records: any(place_of(r) == place_of(last) for r in records), suite.limits.event_s)
    places = {place_of(place) for place in sent}
    return [record for record in seen if place_of(record) in places or record.content in said]


def to_be_received(suite: Suite, events: str, watch: Watch, sent: Mapping[Place, Any]) -> dict[Place, Any]:
    """What must have been received of sent messages: all but those that their reader removed once it had read them.

    A removal counts only where the profile names the readers who do so, the broker says that the message is gone, and
    the readers say that they have read it: what is lost otherwise must still be received.

    Raises:
        Inconclusive: every message was removed before it could be read here.
    """
    group = agreed_topic(suite, events).emptied_by
    if group is None:
        return dict(sent)
    left = {place: said for place, said in sent.items() if not _removed_after_reading(suite, group, watch, place)}
    if not left:
        raise Inconclusive(f"{group} removed all {len(sent)} messages before anybody else could read one")
    return left


def _removed_after_reading(suite: Suite, group: str, watch: Watch, place: Place) -> bool:
    gone = watch.gone({place.partition: (place.offset, place.offset)})
    return bool(gone) and suite.platform.events.has_read(group, place)


def place_of(stored: Place | Record) -> tuple[str, int, int]:
    """Topic, partition and offset."""
    return stored.topic, stored.partition, stored.offset
