"""The clients against real services: what they read, and in which words they say that a service cannot be used.

One instance of the platform serves all tests of this file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from acceptance.leftovers import Leftovers
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import CredentialRefused, ServiceError, Unreachable
from acceptance.platform.cache import CacheClient
from acceptance.platform.database import DatabaseClient
from acceptance.platform.events import EventsClient
from acceptance.platform.http import HttpClient
from acceptance.platform.model_registry import ModelRegistryClient
from acceptance.platform.object_store import ObjectStoreClient
from acceptance.profile import load
from acceptance.record.ledger import Kind, Ledger, read
from acceptance.suite import Suite

pytestmark = pytest.mark.platform

INSTANCE = f"clients-{os.getpid()}"
WRONG = SecretStr("wrong-" + uuid4().hex)
NOWHERE = {"host": "127.0.0.1", "port": 1}


def command(*arguments: str) -> bytes:
    words = [sys.executable, "-m", "reference_platform", *arguments, "--instance", INSTANCE]
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, timeout=300).stdout


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    yield json.loads(command("up", "--owner-pid", str(os.getpid()), "--json"))["environment"]
    command("down")


@pytest.fixture
def suite(environment: dict[str, str], tmp_path: Path) -> Iterator[Suite]:
    profile = load(Path("profiles/local.yaml"), environment)
    suite = Suite(profile, "20261122-abcdef", Ledger(tmp_path / "record.jsonl"), Leftovers(tmp_path, "test"))
    yield suite
    assert suite.end_scenario() == []
    suite.close()


@pytest.mark.parametrize(
    "service", ["scoring_api", "model_registry", "credit_bureau", "database", "cache", "object_store"]
)
def test_every_clock_is_ours_within_what_the_measurement_allows(suite: Suite, service: str):
    offset = suite.platform.clock_offset(service)
    assert abs(offset.seconds) <= offset.uncertainty_s + 0.05  # all run on this machine
    assert suite.platform.clock_offset(service) is offset
    (noted,) = [line.data for line in read(suite.ledger.path) if line.kind == Kind.CLOCK]
    assert noted["service"] == service


def test_a_statement_that_sleeps_is_given_up_and_the_next_one_is_answered(suite: Suite, monkeypatch):
    place = suite.profile.services.database.model_copy(update={"statement_timeout_s": 1})
    monkeypatch.setenv("PGOPTIONS", "-c default_transaction_read_only=off -c nonsense=1")
    monkeypatch.setenv("PGSERVICE", "of somebody else")
    client = DatabaseClient(place, suite.profile.permissions)
    with pytest.raises(
        Unreachable, match=f"database at {place.host}:{place.port} did not answer a statement within 1 s"
    ):
        client.rows("select pg_sleep(60)")
    assert client.version()
    client.close()


def test_a_broker_has_no_clock_to_be_asked(suite: Suite):
    with pytest.raises(NotAssessed, match="no clock to be asked"):
        suite.platform.clock_offset("events")


def test_the_cache_keeps_and_forgets(suite: Suite):
    key = f"acceptance:{uuid4().hex}"
    suite.owe("key", key)
    assert suite.platform.cache.ping()
    suite.platform.cache.put(key, "x", 60)
    assert suite.platform.cache.get(key) == "x"
    assert 55 < suite.platform.cache.remaining_s(key) <= 60
    suite.platform.cache.remove(key)
    assert (suite.platform.cache.get(key), suite.platform.cache.remaining_s(key)) == (None, -2)
    assert suite.platform.cache.answers_strangers() == {"no password": False, "a wrong password": False}


@pytest.mark.parametrize("in_parts", [False, True])
def test_the_object_store_returns_and_forgets(suite: Suite, in_parts: bool):
    key = f"acceptance/{uuid4().hex}"
    suite.owe("object", key)
    suite.platform.objects.put(key, b"abc" * 1000, "text/plain", in_parts=in_parts)
    bucket = suite.profile.services.object_store.scratch_bucket
    assert suite.platform.objects.get(key) == b"abc" * 1000
    assert len(suite.platform.objects.digest(key, bucket)) == 64
    described = suite.platform.objects.describe(key)
    assert described is not None
    assert (described.bytes, described.content_type) == (3000, "text/plain")
    suite.platform.objects.remove(key)
    assert suite.platform.objects.describe(key) is None
    assert bucket in suite.platform.objects.buckets()
    assert not suite.platform.objects.has_bucket("nobody-has-this")
    assert suite.platform.objects.refusal_of(WRONG.get_secret_value()) == "SignatureDoesNotMatch"


def test_the_database_says_its_version_and_reads_only(suite: Suite):
    assert int(suite.platform.database.version().split(".")[0]) >= 14
    with pytest.raises(NotAssessed, match="it does not begin with select"):
        suite.platform.database.rows("create table nobody_may (n int)")
    with pytest.raises(Exception, match="read-only transaction"):
        suite.platform.database.rows("select 1 as n into nobody_may")
    assert suite.platform.database.rows("select %(n)s::int as n", {"n": 3}, "registry") == [{"n": 3}]


def test_the_registry_has_a_version_in_use(suite: Suite):
    used = suite.platform.registry.version_in_use()
    assert suite.platform.registry.version(used.version) == used
    assert used.version in suite.platform.registry.versions_with_a_digest()
    assert suite.platform.registry.experiments()
    with pytest.raises(ServiceError, match="answered 404"):
        suite.platform.registry.version("999999")


def test_the_broker_lists_its_topics_and_a_topic_that_is_not_there_cannot_be_watched(suite: Suite):
    topics = suite.profile.services.events.topics.values()
    found = suite.platform.broker.topics()
    assert {topic.name: topic.partitions for topic in topics}.items() <= {
        name: layout.partitions for name, layout in found.items()
    }.items()
    with pytest.raises(Unreachable):
        suite.platform.broker.watch("nobody-has-this")


def test_markers_of_transactions_are_no_gap_and_what_was_removed_unread_is_one(suite: Suite):
    rejections = suite.platform.events.ends("rejected_message")
    began = suite.platform.broker.ends("transactions")
    sent = suite.platform.broker.send_all(
        "transactions", [(f"key {number}", b"{}", str(uuid4())) for number in range(30)]
    )
    with suite.platform.broker.watch("transactions", began) as prompt:
        assert len(prompt.until(lambda seen: len(seen) >= 30, 10)) == 30
        assert prompt.gone() == []
    with suite.platform.events.watch("rejected_message", rejections) as aside:
        assert len(aside.until(lambda seen: len(seen) >= 30, 10)) == 30, "each is no record, and is set aside"
        assert aside.gone() == [], "each batch was handed over in a transaction, which has left a marker"
    deadline = time.monotonic() + 30
    gone = 0
    while gone < 30 and time.monotonic() < deadline:  # what led to nothing is soon removed from its topic
        with suite.platform.broker.watch("transactions", began) as late:
            late.until(lambda _seen: False, 1)
            gone = sum(gap.gone for gap in late.gone())
            known_to_others = late.gone(witness=prompt.seen)
    assert gone == len(sent)
    assert known_to_others == [], "what somebody else has read is gone, and yet known"


def test_the_broker_says_how_long_it_keeps_results(suite: Suite):
    keeping = suite.platform.events.keeping("scoring_result")
    assert (keeping.seconds, keeping.largest) == (suite.limits.delivery_window_s, None)


Using = Callable[[Suite, dict[str, Any]], object]


def using_database(suite: Suite, changed: dict[str, Any]) -> object:
    place = suite.profile.services.database.model_copy(update=changed)
    return DatabaseClient(place, suite.profile.permissions).version()


def using_cache(suite: Suite, changed: dict[str, Any]) -> object:
    return CacheClient(suite.profile.services.cache.model_copy(update=changed), suite.profile.permissions).ping()


def using_objects(suite: Suite, changed: dict[str, Any]) -> object:
    store = suite.profile.services.object_store.model_copy(update=changed)
    return ObjectStoreClient(store, suite.profile.permissions).buckets()


def using_broker(suite: Suite, changed: dict[str, Any]) -> object:
    events = suite.profile.services.events.model_copy(update=changed)
    return EventsClient(events, suite.profile.permissions).topics()


def using_registry(suite: Suite, changed: dict[str, Any]) -> object:
    registry = suite.profile.services.model_registry.model_copy(update=changed)
    http = HttpClient("model_registry", registry, suite.profile.permissions)
    return ModelRegistryClient(http, registry).experiments()


@pytest.mark.parametrize(
    ("use", "changed"),
    [
        (using_database, {"password": WRONG}),
        (using_cache, {"password": WRONG}),
        (using_objects, {"secret_key": WRONG}),
        (using_broker, {"password": WRONG}),
        (using_registry, {"password": WRONG}),
    ],
)
def test_a_refused_identity_is_the_bindings_fault_and_is_not_spoken(suite: Suite, use: Using, changed: dict[str, Any]):
    with pytest.raises(CredentialRefused) as refused:
        use(suite, changed)
    assert refused.value.cause is Cause.BINDING
    assert WRONG.get_secret_value() not in str(refused.value)


@pytest.mark.parametrize(
    ("use", "changed"),
    [
        (using_database, NOWHERE),
        (using_cache, NOWHERE),
        (using_objects, {"endpoint": "https://127.0.0.1:1"}),
        (using_broker, {"bootstrap": "127.0.0.1:1"}),
        (using_registry, {"url": "https://127.0.0.1:1"}),
    ],
)
def test_a_service_that_is_not_there_is_the_platforms_fault(suite: Suite, use: Using, changed: dict[str, Any]):
    with pytest.raises(Unreachable) as missing:
        use(suite, changed)
    assert missing.value.cause is Cause.PLATFORM
