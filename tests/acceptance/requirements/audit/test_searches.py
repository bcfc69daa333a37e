"""Each way of searching the log that a platform has is tried, and what its entry does not tell is named."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import NotAssessed
from acceptance.requirements.audit import searches
from acceptance.requirements.audit.searches import Search

WORDS = {"reading of the audit log": "read", "scorer": "robot"}


def suite(**query: str) -> Any:
    operation = SimpleNamespace(path="/log", query=query, body=None)
    audit = SimpleNamespace(word=lambda word, _: WORDS[word], log_itself="the log")
    return SimpleNamespace(
        profile=SimpleNamespace(agreed=lambda _: audit),
        platform=SimpleNamespace(operations=SimpleNamespace(bound=lambda _: operation)),
    )


def sought(monkeypatch: pytest.MonkeyPatch, **query: str) -> dict[str, dict[str, Any]]:
    asked: list[dict[str, Any]] = []

    def read(_suite: Any, **words: Any) -> Any:
        asked.append(words)
        return SimpleNamespace(nonce=SimpleNamespace(value="n-1"), expected={})

    monkeypatch.setattr(searches, "by_an_auditor", read)
    monkeypatch.setattr(searches, "scorer", lambda _suite: "scorer")
    found = searches.in_every_way(suite(**query))
    return {search.how: words for search, words in zip(found, asked[1:], strict=True)}


def test_every_word_by_which_the_log_can_be_searched_is_tried_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sought(monkeypatch, who="{actor}", what="{event}", after="{after}") == {
        "event": {"event": "read"},
        "actor": {"actor": "robot"},
        "two words at once": {"actor": "robot", "event": "read"},
        "entries beyond the last": {"after": searches.BEYOND},
    }


def test_a_log_that_can_only_be_read_as_a_whole_has_no_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotAssessed, match="can only be read as a whole"):
        sought(monkeypatch)


def test_what_an_entry_does_not_tell_of_a_search_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    search = Search("actor", SimpleNamespace(expected={"actor": "auditor"}), ("robot",))  # type: ignore[arg-type]
    missing = ["actor: not that it was for robot"]
    for entries, told, named in (
        ([{"actor": "auditor", "details": {"who": "robot"}}], [], []),
        ([{"actor": "auditor", "details": {}}], [], missing),
        ([{"actor": "x", "details": None}], ["actor: another actor"], missing),
        ([], ["actor: 0 entries"], missing),
    ):
        monkeypatch.setattr(searches, "about", lambda _suite, _act, found=entries: found)
        assert (searches.untold(suite(), search), searches.unnamed(suite(), search)) == (told, named)
