"""A line that a value began is seen whatever ended the line before it, and one that only holds the value is not."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace as Some

import pytest

from acceptance.instruments.search.files import FileStore
from acceptance.instruments.search.store import Since
from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.requirements.access import forged_lines
from acceptance.requirements.access.forged_lines import ALL_BREAKS, Forgery, Sent

FORGERY = Forgery("mark-a", "own-b")


@pytest.mark.parametrize("broken_by", ALL_BREAKS)
def test_a_value_that_is_written_as_it_stands_begins_a_line(broken_by):
    assert FORGERY.lines(f"INFO refused {FORGERY.value(broken_by)}\n")


@pytest.mark.parametrize("broken_by", ALL_BREAKS)
def test_a_value_that_is_written_with_escapes_begins_none(broken_by):
    assert FORGERY.lines(json.dumps({"message": FORGERY.value(broken_by)}) + "\n") == []
    assert FORGERY.lines(repr(FORGERY.value(broken_by))) == []


def test_an_indented_line_says_itself_that_it_goes_on():
    assert FORGERY.lines("LOG: statement: select 'mark-a\n\town-b'") == []


@pytest.fixture
def log(tmp_path):
    """A folder with one log, and what was sent before something is written to it."""
    path = tmp_path / "service.log"
    path.write_text("earlier\nown-b is from an earlier run\n")

    def store(logged=True):
        def request(value):
            if logged:
                with path.open("a") as file:
                    file.write(value + "\n")

        return FileStore("service logs", tmp_path, "**/*", request)

    return path, store, Sent(FORGERY, 1, (), None)


def looked(store, sent, noted, monkeypatch):
    monkeypatch.setattr("acceptance.instruments.search.files.LOGGED_WITHIN_S", 0.05)
    sent = Sent(sent.forgery, sent.requests, ((store, Since(None, noted)),), None)
    return forged_lines.forged_lines(Some(nonce=lambda: Some(value="late-nonce")), sent)


def test_only_what_was_written_since_is_judged(log, monkeypatch):
    path, store, sent = log
    noted = store().note()
    assert looked(store(), sent, noted, monkeypatch) == []
    with Path(path).open("a") as file:
        file.write("refused mark-a\nown-b\n")
    assert len(looked(store(), sent, noted, monkeypatch)) == 1


def test_a_log_to_which_nothing_is_written_says_nothing(log, monkeypatch):
    _, store, sent = log
    with pytest.raises(Inconclusive, match="service logs"):
        looked(store(logged=False), sent, store().note(), monkeypatch)


def test_an_entry_of_the_audit_log_that_a_value_began_is_seen(monkeypatch):
    told = [{"sequence": 8, "actor": "own-b", "details": {"why": "x"}}, {"details": {"why": "own-b"}}]
    monkeypatch.setattr(forged_lines.auditing, "entries", lambda suite, after: told)
    count, found = forged_lines.forged_entries(None, Sent(FORGERY, 1, (), 7))
    assert (count, len(found)) == (2, 2)


def test_an_audit_log_that_cannot_be_read_is_not_assessed():
    with pytest.raises(NotAssessed, match="audit log"):
        forged_lines.forged_entries(None, Sent(FORGERY, 1, (), None))


def test_each_value_of_a_body_is_replaced_once_and_one_name_is_added():
    bodies = list(forged_lines._bodies(b'{"a": 1, "b": {"c": ["x", null]}}', "V"))
    assert [json.loads(body) for body in bodies] == [
        {"a": 1, "b": {"c": ["x", None]}, "V": "V"},
        {"a": "V", "b": {"c": ["x", None]}},
        {"a": 1, "b": {"c": ["V", None]}},
        {"a": 1, "b": {"c": ["x", "V"]}},
    ]
