"""What was changed is asked about only when every copy must know of it, and nobody waits where none is behind."""

from types import SimpleNamespace

import pytest

from acceptance.outcome import NotAssessed
from acceptance.platform import copies
from acceptance.platform.copies import Copies
from acceptance.platform.events import Place, Record
from acceptance.platform.http import Exchange
from acceptance.platform.messages import Events
from acceptance.platform.operations import Operations
from acceptance.platform.populations import Populations
from acceptance.profile.bindings import Message, Operation, Population, Received


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self, monkeypatch):
        self.now = 1000.0
        monkeypatch.setattr(copies.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(copies.time, "sleep", self._pass)

    def _pass(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def waited(clock, seen, asking):
    begun = clock.now
    seen.wait_before(asking)
    return clock.now - begun


def test_a_change_is_waited_for_once_until_every_copy_must_have_it(clock):
    seen = Copies(1.5)
    seen.changed("correct")
    clock.now += 0.5
    assert waited(clock, seen, "score") == pytest.approx(1)
    assert waited(clock, seen, "read") == 0


def test_the_same_repeated_does_not_wait_for_itself_and_still_for_what_came_before(clock):
    seen = Copies(1)
    seen.changed("correct")
    seen.changed("score")
    assert waited(clock, seen, "score") == pytest.approx(1)
    for _ in range(100):
        seen.changed("score")
        assert waited(clock, seen, "score") == 0
    assert waited(clock, seen, "read") == pytest.approx(1)


def test_nobody_waits_where_a_change_is_seen_at_once_or_nothing_was_changed(clock):
    at_once = Copies(0)
    at_once.changed("correct")
    assert waited(clock, at_once, "score") == waited(clock, Copies(5), "score") == 0


class Waits(Copies):
    """Copies that are behind; keeps who has changed and who has waited."""

    def __init__(self):
        super().__init__(1)
        self.told = []

    def changed(self, by):
        self.told.append(f"changed by {by}")

    def wait_before(self, asking):
        self.told.append(f"before {asking}")


def test_what_changes_something_is_noted_and_everything_waits_for_what_was_changed():
    copies = Waits()
    answered = Exchange("scoring_api", "GET", "/x", 200, "", b"", None, {}, 0.0)
    said = {"service": "scoring_api", "path": "/x"}
    profile = SimpleNamespace(
        operations={
            "change": Operation(**said, method="POST", needs="synthetic"),
            "read": Operation(**said, method="GET", needs="read"),
        },
        procedures={},
        populations={"results": Population(database="platform", sql="select 1", fields={})},
        product=None,
        limits=SimpleNamespace(busy_s=0),
    )
    operations = Operations(profile, lambda _name: SimpleNamespace(call=lambda *_, **__: answered), copies)
    operations.do("change")
    operations.do("read")
    Populations(profile, operations, lambda: SimpleNamespace(rows=lambda *_: [])).read("results")
    assert copies.told == ["before change", "changed by change", "before read", "before population results"]


def test_an_event_that_was_read_tells_that_the_platform_has_changed_something():
    copies = Waits()
    received = Received(topic="results", fields={"points": "points"})
    profile = SimpleNamespace(
        product=None,
        received={"scoring_result": received},
        service=lambda _kind: SimpleNamespace(correlation_header="correlation"),
    )
    client = SimpleNamespace(committed=lambda _group, _topic: {0: 5})
    events = Events(profile, client, copies)
    events.words_of("scoring_result", Record("results", 0, 1, None, {}, {"points": 7}))
    assert events.has_read("the worker", Place("inbox", 0, 4)) and not events.has_read(
        "the worker", Place("inbox", 0, 5)
    )
    assert copies.told == ["changed by received scoring_result", "changed by readers the worker"]


def test_an_event_is_sent_only_when_whoever_reads_it_must_know_of_what_was_changed():
    copies = Waits()
    profile = SimpleNamespace(
        product=None,
        messages={"scoring_request": Message(topic="requests", body={})},
        service=lambda _kind: SimpleNamespace(topics={"requests": SimpleNamespace(name="inbox")}),
    )
    client = SimpleNamespace(send_all=lambda *_: copies.told.append("sent") or ["a place"])
    Events(profile, client, copies).send("scoring_request", correlation="one", customer_id="c-1")
    assert copies.told == ["before message scoring_request", "sent"]


@pytest.mark.parametrize(("fields", "told"), [({"points": "points"}, False), ({}, True)])
def test_an_event_that_only_a_schema_tells_says_nothing_here(fields, told):
    profile = SimpleNamespace(
        product=None,
        received={"scoring_result": Received(topic="results", fields=fields)},
        service=lambda _kind: SimpleNamespace(correlation_header="correlation"),
    )
    events = Events(profile, None, Waits())
    coded = Record("results", 0, 1, None, {"correlation": "N-17"}, None, coded=b"\0\0\0\0\7x")
    if told:
        assert events.words_of("scoring_result", coded)["correlation"] == "N-17"
    else:
        with pytest.raises(NotAssessed, match="names none"):
            events.words_of("scoring_result", coded)
