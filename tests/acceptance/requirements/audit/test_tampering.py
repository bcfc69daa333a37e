"""Of several copies of one entry the one that was made first counts, and one that differs is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import NotAssessed
from acceptance.platform.object_store import StoredVersion
from acceptance.platform.places import dig
from acceptance.requirements.audit.tampering import Copies, not_as_copied

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def line(number: int, actor: str = "ana", time: str = "2026-11-30T12:00:00+00:00") -> bytes:
    return json.dumps({"sequence": number, "actor": actor, "time": time}).encode() + b"\n"


def told(content: Any) -> dict[str, Any]:
    return {word: dig(content, word) for word in ("sequence", "actor", "time")}


def copies(*stored: tuple[str, str | None, bytes]) -> Copies:
    """Copies of some versions: key, version and content, the one that was stored first before all others."""
    versions = [
        StoredVersion(key, version, NOON + timedelta(seconds=at)) for at, (key, version, _) in enumerate(stored)
    ]
    contents = {(key, version): content for key, version, content in stored}
    objects = SimpleNamespace(
        versions=lambda bucket, prefix: versions, get=lambda key, bucket, version: contents[key, version]
    )
    suite: Any = SimpleNamespace(
        platform=SimpleNamespace(
            objects=objects, populations=SimpleNamespace(as_told=lambda _, content: told(content))
        ),
        profile=SimpleNamespace(
            agreed=lambda _: SimpleNamespace(copied_to=SimpleNamespace(bucket="archive", prefix="entries/"))
        ),
    )
    return Copies(suite)


def test_what_was_written_over_a_copy_does_not_count_and_is_named() -> None:
    found = copies(("a", "1", line(1) + line(2)), ("a", "2", line(1, "somebody else") + line(2)))
    assert [entry["actor"] for entry in found.entries()] == ["ana", "ana"]
    assert found.differing() == ["entry 1: another copy in a"]


def test_a_copy_beside_the_first_one_does_not_count_and_is_named() -> None:
    found = copies(("b", "1", line(1)), ("a", "1", line(1, "somebody else")))
    assert [entry["actor"] for entry in found.entries()] == ["ana"]
    assert found.differing() == ["entry 1: another copy in a"]


def test_the_same_copy_made_again_is_no_other_one() -> None:
    assert copies(("a", "1", line(1)), ("a", "2", line(1, time="2026-11-30T13:00:00+01:00"))).differing() == []


def test_where_versions_cannot_be_seen_nothing_is_said_of_them() -> None:
    with pytest.raises(NotAssessed, match="versions"):
        copies(("a", None, line(1))).differing()


@pytest.mark.parametrize("told", ["None", "", "2026-11-30T12:00:00"])
def test_a_copy_whose_time_is_none_is_another_copy(told: str) -> None:
    found = copies(("a", "1", line(1)), ("a", "2", line(1, time=told)))
    assert found.differing() == ["entry 1: another copy in a"]


@pytest.mark.parametrize(
    "torn", [b'{"sequence": 2, "act', b"\xff\xfe", b"[]", b'{"actor": "ana"}', b'{"sequence": "x"}']
)
def test_a_line_that_is_no_entry_is_told_and_is_no_copy(torn: bytes) -> None:
    found = copies(("a", "1", line(1) + b"\n" + torn))
    assert [entry["sequence"] for entry in found.entries()] == [1]
    assert found.unreadable == ["line 3 of a is no entry"]


def test_each_word_of_an_entry_that_its_copy_tells_otherwise_is_named() -> None:
    entry = {"sequence": 1, "actor": "ana", "details": {"a": "b"}, "time": "2026-11-30T12:00:00Z"}
    copy = entry | {"details": {}, "time": "2026-11-30T13:00:00+01:00"}
    assert not_as_copied([entry, entry | {"sequence": 2}], [copy]) == ["entry 1: details"]
    assert not_as_copied([entry], [entry]) == []
