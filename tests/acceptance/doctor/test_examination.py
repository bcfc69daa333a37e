"""The whole examination: it comes to an end whatever hangs, and says what stays open and how to mend it."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from acceptance.doctor import examination
from acceptance.outcome import ExitCode

SECRETS = {"TOKEN": "a-token-of-the-suite", "PASSWORD": "not-a-real-password", "SECRET": "secret-of-the-suite"}
PROFILE = """
name: silent
description: A platform whose services accept every connection and never say a word
permissions: {{read: true}}
services:
  scoring_api:
    url: http://127.0.0.1:{port}
    tokens: {{suite: "${{TOKEN}}"}}
    allowed: {{"GET /results/{{id}}": [suite]}}
  database: {{host: 127.0.0.1, port: {port}, name: x, user: x, password: "${{PASSWORD}}"}}
  cache: {{host: 127.0.0.1, port: {port}}}
  object_store:
    endpoint: http://127.0.0.1:{port}
    access_key: key-of-the-suite
    secret_key: "${{SECRET}}"
    scratch_bucket: scratch
    required_buckets: [models]
  events:
    bootstrap: 127.0.0.1:{port}
    tls: false
    topics: {{results: {{name: results, partitions: 1, replication: 1}}}}
"""


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[Path]:
    """A profile of services that accept, and say nothing."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=200)
    path = tmp_path / "profiles" / "silent.yaml"
    path.parent.mkdir()
    path.write_text(PROFILE.format(port=listener.getsockname()[1]))
    yield path
    listener.close()


def test_it_ends_in_time_whatever_hangs(silent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "PATIENCE_S", 3)
    monkeypatch.setattr(examination, "CLOSING_S", 2)
    lines: list[str] = []
    begun = time.monotonic()
    code = examination.examine(silent, SECRETS, lambda line, **_: lines.append(line))
    assert time.monotonic() - begun < 20
    assert code is ExitCode.GAPS
    said = {line[11:55].strip(): line for line in lines if line.startswith(("ok ", "missing ", "not tried"))}
    asked = ["scoring API", "database", "cache", "object store", "event broker", "identity suite of scoring_api"]
    for what in (*asked, "topic results", "bucket scratch", "bucket models"):
        assert said[what].startswith("missing"), said[what]
    assert said["service model_registry"].startswith("missing")
    assert said["permission read"].startswith("ok")


def test_both_limits_together_are_less_than_a_minute() -> None:
    assert examination.PATIENCE_S + examination.CLOSING_S < 60


def test_what_stays_open_and_the_remedy_stand_below_what_is_missing(
    silent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination, "probes_of", lambda _suite: [])
    lines: list[Any] = []
    examination.examine(silent, SECRETS, lambda line, **_: lines.append(line), names=True)
    at = next(number for number, line in enumerate(lines) if line.startswith("missing    operation score "))
    opened = lines[at + 1].strip()
    assert re.fullmatch(
        r"stays open, wholly or in part: \d+ scenarios of ([A-Z0-9]+-\d+, ){7}[A-Z0-9]+-\d+ and \d+ more", opened
    ), opened
    assert lines[at + 2].strip() == "fix: add it to operations (or procedures)"
    named = [line for line in lines if line.startswith("  ") and "operation score" in line]
    assert len(named) > 50
    assert any(line.startswith("Of ") and "lack something of it." in line for line in lines)
