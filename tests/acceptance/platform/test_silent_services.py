"""A service that takes the connection and says nothing is given up in time, by a sentence with its address."""

from __future__ import annotations

import pytest

from acceptance.instruments.search import kafka as searched
from acceptance.instruments.search.partition import Unreadable
from acceptance.platform import events, waiting, whole_answers
from acceptance.platform.access import Unreachable
from acceptance.platform.cache import CacheClient
from acceptance.platform.database import DatabaseClient
from acceptance.platform.events import EventsClient
from acceptance.platform.whole_answers import TooSlow, answered_within
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Cache, Database, Events
from tests.acceptance.platform.silent import silent, taking_at_most

ALL = Permissions(write=True, synthetic=True)


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(events, "ANSWER_S", 2)
    monkeypatch.setattr(EventsClient._reach, "__defaults__", (2,))
    monkeypatch.setattr(waiting, "WHOLE_ANSWER_S", 2)
    monkeypatch.setattr(searched, "WHOLE_ANSWER_S", 2)


def broker(port: int) -> Events:
    return Events(bootstrap=f"127.0.0.1:{port}", tls=False, user="me", password="me-secret", topics={})


@pytest.mark.parametrize(
    "asked",
    [
        lambda place: EventsClient(place, ALL).topics(),
        lambda place: EventsClient(place, ALL).watch("t"),
        lambda place: EventsClient(place, ALL).send("t", "k", b"v", "c"),
        lambda place: waiting.waiting(place, ALL, "group", ["t"]),
    ],
    ids=["topics", "watch", "send", "waiting"],
)
def test_a_silent_broker_is_given_up(short, asked):
    with silent() as port, taking_at_most(20), pytest.raises(Unreachable, match=f"event broker at 127.0.0.1:{port}"):
        asked(broker(port))


@pytest.mark.parametrize(
    "asked",
    [
        lambda place: searched.partitions(place, None),
        lambda place: searched.Names(place).read(lambda _: None),
        lambda place: searched.EventStore("e", place, place, "decoys").plant("id", "value"),
    ],
    ids=["partitions", "names", "plant"],
)
def test_the_searcher_of_topics_gives_a_silent_broker_up(short, asked):
    with silent() as port, taking_at_most(20), pytest.raises(Unreadable, match="no whole answer within 2 s"):
        asked(searched.Broker(broker(port), ALL))


def test_a_silent_database_is_given_up():
    with silent() as port, taking_at_most(15), pytest.raises(Unreachable, match=f"the database at 127.0.0.1:{port}"):
        DatabaseClient(
            Database(
                host="127.0.0.1",
                port=port,
                name="x",
                registry_name="y",
                user="me",
                password="me-secret",
                connect_timeout_s=2,
            ),
            ALL,
        ).version()


@pytest.mark.parametrize("tls", [True, False])
def test_a_silent_cache_is_given_up(tls):
    with silent() as port, taking_at_most(15), pytest.raises(Unreachable, match=f"the cache at 127.0.0.1:{port}"):
        CacheClient(Cache(host="127.0.0.1", port=port, password="me-secret", tls=tls), ALL).ping()


def test_a_client_that_never_comes_back_is_left_and_errors_come_through():
    from threading import Event

    with taking_at_most(5), pytest.raises(TooSlow, match=r"no whole answer within 0\.2 s"):
        answered_within(0.2, Event().wait)
    with pytest.raises(ZeroDivisionError):
        answered_within(5, lambda: 1 / 0)
    assert whole_answers.answered_within(5, lambda: "here") == "here"
