"""The chain through the audit log: each entry's digest covers the entry and the digest before it.

The canonical form is a list of texts, each written as its length in bytes, a colon and itself, so that no two
lists look alike: the digest before, number, time (UTC, microseconds, Z), actor, kind of actor, event, outcome,
origin, resource, correlation (empty when there is none), database user; then the details by key, key and value
each. SHA-256, hexadecimal. `audit.digest_of` says the same in SQL.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest

START = "0" * 64


@dataclass(frozen=True)
class Stored:
    """An entry as it is stored, wherever that is."""

    sequence: int
    recorded_at: datetime
    actor: str
    actor_kind: str
    event: str
    outcome: str
    origin: str
    resource: str
    correlation: str | None
    details: Mapping[str, str]
    recorded_by: str
    previous_digest: str
    digest: str


@dataclass(frozen=True)
class Break:
    """The first place where a log is not what it should be."""

    sequence: int
    reason: str


def digest_of(entry: Stored) -> str:
    """The digest that an entry must have."""
    words = [
        *(entry.previous_digest, str(entry.sequence), canonical_time(entry.recorded_at)),
        *(entry.actor, entry.actor_kind, entry.event, entry.outcome, entry.origin, entry.resource),
        *(entry.correlation or "", entry.recorded_by),
    ]
    for key in sorted(entry.details, key=str.encode):
        words += [key, entry.details[key]]
    return hashlib.sha256(b"".join(map(framed, words))).hexdigest()


def framed(word: str) -> bytes:
    """A text with its length before it.

    >>> framed("naïve")
    b'6:na\\xc3\\xafve'
    """
    encoded = word.encode()
    return b"%d:%b" % (len(encoded), encoded)


def canonical_time(time: datetime) -> str:
    """A time as the digest covers it."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def first_break(entries: Iterable[Stored], anchored: Iterable[Stored] = ()) -> Break | None:
    """The first entry that is missing, changed, inserted, moved or rewritten; None when the log is whole.

    Args:
        entries: the log in the order of its numbers.
        anchored: the copy that was put out of reach, from its first entry. Only with it are a cut-off end and a
            chain that was calculated anew seen: by itself such a log is well linked.
    """
    expected, previous = 1, START
    for entry, anchor in zip_longest(entries, anchored):
        if entry is None:
            return Break(expected, "missing: the copy still has it")
        if entry.sequence != expected:
            missing = entry.sequence > expected
            return Break(expected, "missing" if missing else f"number {entry.sequence} stands a second time")
        if entry.previous_digest != previous:
            return Break(expected, "not linked to the entry before")
        if entry.digest != digest_of(entry):
            return Break(expected, "changed: its digest is another")
        if anchor is not None and anchor.digest != entry.digest:
            return Break(expected, "rewritten: the copy has another digest")
        expected, previous = expected + 1, entry.digest
    return None


def in_order(entries: Iterable[Stored]) -> Iterator[Stored]:
    """The entries by number."""
    return iter(sorted(entries, key=lambda entry: entry.sequence))
