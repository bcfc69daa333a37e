"""The append-only run record: one JSON object a line, each with the digest of the line before.

Any number of processes and threads append to one file: each append takes the file's lock, reads the last
line, and writes one whole line. A process that dies while writing leaves a torn line; the next writer closes
it, names it and goes on, so the rest of the chain stays readable. A digest is the SHA-256 of a line's bytes
without its newline.

A chain shows that nothing *inside* it was changed. To show that its end was not cut off or rewritten, compare
the number of lines and the digest of the last one with a copy kept elsewhere (`Head`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from acceptance import json_text
from acceptance.outcome import AcceptanceError
from acceptance.record.redaction import Redactor, redactor

START = "0" * 64
"""What the first line gives as the digest of the line before it."""


class Kind(StrEnum):
    """What a line tells."""

    RUN_STARTED = "run_started"
    PLAN = "plan"
    """Every scenario that was selected, before the first one ran."""
    SCENARIO_STARTED = "scenario_started"
    STEP = "step"
    CHECK = "check"
    EXCHANGE = "exchange"
    OPERATIONS = "operations"
    """Which of the profile's operations a scenario called, its clean-up left out."""
    JOURNEY = "journey"
    """A customer's way through the platform: the legs that were gone, and why each other one is missing."""
    SCENARIO_FINISHED = "scenario_finished"
    PROBLEM = "problem"
    """Something that keeps the run from being trusted, whatever its scenarios say."""
    ACCEPTED_GAP = "accepted_gap"
    """A control that the profile tolerates unassessed: control, reason, owner, expires."""
    CATALOGUE = "catalogue"
    """Every control there was at the time: id, framework, clause, title, severity, gap, verified."""
    OUT_OF_SCOPE = "out_of_scope"
    """A control that the profile declares as not applicable or provided by another system."""
    WAIVER = "waiver"
    """A control that the profile lets stay unsatisfied for a while: control, reason, owner, since, expires."""
    RESPONSIBLE = "responsible"
    """Who answers for some controls, and in how many days they mend one: controls, owner, days."""
    PROJECT_TESTS = "project_tests"
    """What the last test report of the project said when the run began: reported, passed, failed, skipped, coverage."""
    EARLIER = "earlier"
    """The runs that this one is compared with, as the history told of them when it began: runs, the oldest first."""
    PLATFORM_LOGS = "platform_logs"
    """What the platform's services wrote, of a run that is not green: path, sha256, left_out_bytes; or missing."""
    CLOCK = "clock"
    """How far a service's clock is off ours: service, seconds, uncertainty_s."""
    API_COVERAGE = "api_coverage"
    """documented, exercised (numbers of pairs) and not_exercised (texts such as `POST /score 503`)."""
    SAMPLE = "sample"
    """Records drawn from a history: of, size, seed, list_sha256, drawn (their numbers)."""
    SWEEP = "sweep"
    """One search of the stores: finds, scanned, unsearched."""
    SCAN = "scan"
    """What one scanner came to: all that `Scan.to_data` tells, its score, and where its own report is kept."""
    EXPERIMENT = "experiment"
    """One experiment with a fault: all that `Experiment.to_data` tells."""
    LOAD = "load"
    """One load on the platform: `about` and `table` in words, and all that `LoadResult.to_record` keeps of it."""
    OBJECTIVE = "objective"
    """One objective, the numbers found for it, and the status that follows from them."""
    FIGURE = "figure"
    """One figure that runs are compared by: name, unit, better (lower or higher), values (one a repeat)."""
    WORKER_STARTED = "worker_started"
    """A process began to run scenarios: worker, its name."""
    WORKER_FINISHED = "worker_finished"
    RUN_FINISHED = "run_finished"
    TORN_LINE = "torn_line"
    SEALED = "sealed"


@dataclass(frozen=True)
class Scope:
    """Where in the run a line belongs: the scenario's id and the number of its step, from 1."""

    scenario: str
    step: int | None = None


@dataclass(frozen=True)
class Line:
    """One readable line of a record. `number` counts from 1."""

    number: int
    time: datetime
    kind: str
    data: Mapping[str, Any]
    scope: Scope | None


@dataclass(frozen=True)
class Head:
    """How far a record reaches: its number of lines and the digest of the last one."""

    lines: int
    digest: str


class SealedError(AcceptanceError):
    """Something tried to append to a sealed record."""


class Ledger:
    """Appends to one record. May be shared by threads and survives a fork; holds no open file.

    Args:
        path: the record; created with the first line.
        redactor: what every line passes before it is written.
    """

    def __init__(self, path: Path, redactor: Redactor = redactor) -> None:
        self.path = path
        self.scope: Scope | None = None
        """Set by the runner; every line of this process carries it."""
        self._redactor = redactor
        self._own_end: _OwnEnd | None = None

    def append(self, kind: Kind | str, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Writes one line and returns its data as written, which is redacted.

        Raises:
            SealedError: the record is sealed.
        """
        return self.append_in(self.scope, kind, data)

    def append_in(self, scope: Scope | None, kind: Kind | str, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """As `append`, for a line that belongs to another place of the run than the current one."""
        written: dict[str, Any] = self._redactor.data(dict(data or {}))
        with _locked(self.path) as file:
            self._write(file, str(kind), written, scope)
        return written

    def seal(self) -> Head:
        """Writes the last line of the record; nothing can be appended after it."""
        self.append_in(None, Kind.SEALED)
        return head(self.path)

    def _write(self, file: int, kind: str, data: dict[str, Any], scope: Scope | None) -> None:
        end = self._end(file)
        self._own_end = None  # until the whole line is there
        number, previous = end.number, end.digest
        if end.torn:
            lines = end.torn.count(b"\n") + 1
            notice = {"lines": lines, "sha256": digest(end.torn), "after": previous}
            if not end.closed:
                os.write(file, b"\n")
            number += lines + 1
            previous = _put(file, number, Kind.TORN_LINE, notice, None, digest(end.torn.split(b"\n")[-1]))
        last = _put(file, number + 1, kind, data, scope, previous)
        if kind != Kind.SEALED:
            status = os.fstat(file)
            self._own_end = _OwnEnd(status.st_ino, status.st_size, _End(number + 1, last, b"", True))

    def _end(self, file: int) -> _End:
        """The end of the record; not read again while nobody else has written behind our own last line."""
        own = self._own_end
        if own is not None:
            status = os.fstat(file)
            if (status.st_ino, status.st_size) == (own.inode, own.size):
                return own.end
        return _end_of(file, self.path)


def read(path: Path) -> Iterator[Line]:
    """The lines of a record in order. Torn lines, and one still being written, are left out.

    For a run that is still going on; one that has ended is read by `acceptance.record.reading`, which verifies it.

    Raises:
        AcceptanceError: the record is missing, or a line is no line of a record.
    """
    return lines_in(content_of(path), path)


def content_of(path: Path) -> bytes:
    """All of a record.

    Raises:
        AcceptanceError: it is missing.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise AcceptanceError(f"{path} cannot be read ({error.strerror}); is it a run record?") from None


def lines_in(content: bytes, path: Path) -> Iterator[Line]:
    """As `read`, of what was read from `path` already."""
    pending: list[bytes] = []
    held: dict[str, Any] | None = None  # the next line may say that this one is torn
    for number, raw in enumerate(content.split(b"\n")[:-1], 1):
        entry = parsed(raw)
        if entry is None:
            pending.append(raw)
            continue
        if entry["kind"] == Kind.TORN_LINE:
            if not pending:
                held = None
        elif pending:
            raise AcceptanceError(f"{path}:{number - 1} is no line of a run record.")
        if held is not None:
            yield _line(held)
        pending, held = [], entry
    if held is not None:
        yield _line(held)


def head(path: Path) -> Head:
    """How far the record reaches now."""
    lines = path.read_bytes().split(b"\n")[:-1]
    return Head(len(lines), digest(lines[-1]) if lines else START)


@dataclass(frozen=True)
class _End:
    """The last line that can be read (its number and digest) and what is torn after it, if anything."""

    number: int
    digest: str
    torn: bytes
    closed: bool


@dataclass(frozen=True)
class _OwnEnd:
    """Where a process left the record after its own last line."""

    inode: int
    size: int
    end: _End


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _end_of(file: int, path: Path) -> _End:
    size = os.fstat(file).st_size
    piece = 4096
    while True:  # from the end, in growing pieces, until a line can be read
        start = max(0, size - piece)
        tail = os.pread(file, size - start, start)
        lines = tail.split(b"\n")
        for index in range(len(lines) - 2, -1 if start == 0 else 0, -1):
            entry = parsed(lines[index])
            if entry is None:
                continue
            if entry["kind"] == Kind.SEALED:
                raise SealedError(f"{path} is sealed: nothing can be added to it.")
            return _End(entry["seq"], digest(lines[index]), *_torn(lines[index + 1 :]))
        if start == 0:
            return _End(0, START, *_torn(lines))
        piece *= 8


def _torn(lines: list[bytes]) -> tuple[bytes, bool]:
    """What is torn in the lines after the last readable one, and whether its last line has its newline."""
    closed = lines[-1] == b""
    return b"\n".join(lines[:-1] if closed else lines), closed


def _put(file: int, number: int, kind: str, data: dict[str, Any], scope: Scope | None, previous: str) -> str:
    entry: dict[str, Any] = {"seq": number, "time": datetime.now(UTC).isoformat(), "kind": str(kind)}
    if scope is not None:
        entry["scenario"] = scope.scenario
        if scope.step is not None:
            entry["step"] = scope.step
    entry |= {"data": data, "previous": previous}
    # A lone surrogate becomes a JSON escape, which reads back as the same text.
    line = _AS_JSON.encode(entry).encode("utf-8", "backslashreplace")
    remaining = memoryview(line + b"\n")
    while remaining:
        remaining = remaining[os.write(file, remaining) :]
    return digest(line)


_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def digest(raw: bytes) -> str:
    """The digest of one line: SHA-256 of its bytes without the newline."""
    return hashlib.sha256(raw).hexdigest()


_KEYS = {"seq": int, "time": str, "kind": str, "data": dict, "previous": str}
_YEARS = range(2020, 2200)


@lru_cache(maxsize=1 << 16)  # a record is read several times when a run ends; nobody changes an entry
def parsed(raw: bytes) -> dict[str, Any] | None:
    """The entry on a line, or None where the line is none of a record.

    It is none when a key stands there twice, a number is none or endless, or a part of it is of another type.
    """
    entry = parsed_object(raw)
    if entry is None or any(type(entry.get(key)) is not kind for key, kind in _KEYS.items()):
        return None
    return entry if _is_time(entry["time"]) and _is_place(entry) else None


def parsed_object(raw: bytes) -> dict[str, Any] | None:
    """The JSON object that these bytes are, or None when they are none, or none that could be read in one way only."""
    try:
        found = json_text.strictly(raw)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _is_time(text: str) -> bool:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return False
    return time.utcoffset() is not None and time.year in _YEARS


def _is_place(entry: Mapping[str, Any]) -> bool:
    """Whether what an entry says of its scenario and step can be said."""
    scenario, step = entry.get("scenario", ""), entry.get("step", 1)
    return isinstance(scenario, str) and type(step) is int and ("scenario" in entry or "step" not in entry)


def line_of(raw: bytes) -> Line | None:
    """The line of a record that these bytes are, or None when they are none."""
    entry = parsed(raw)
    return _line(entry) if entry is not None else None


def _line(entry: dict[str, Any]) -> Line:
    scope = Scope(entry["scenario"], entry.get("step")) if "scenario" in entry else None
    return Line(entry["seq"], datetime.fromisoformat(entry["time"]), entry["kind"], entry["data"], scope)
