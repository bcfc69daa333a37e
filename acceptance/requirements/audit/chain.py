"""The chain through the audit log, calculated anew from what the profile says about it, and set against the copy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from acceptance.platform.clocks import as_time
from acceptance.platform.numbers_told import whole_number
from acceptance.profile.audit import Chain

TIME = "time"
"""The word of an entry that holds its time."""


@dataclass(frozen=True)
class Break:
    """The first entry that is not what it should be."""

    sequence: int
    reason: str


def number_of(entry: Mapping[str, Any]) -> int:
    """The number by which the log tells an entry.

    Raises:
        Violated: it is none.
    """
    return whole_number(entry["sequence"], "the number of an entry of the audit log")


def digest_of(entry: Mapping[str, Any], chain: Chain) -> str:
    """The digest that an entry must have.

    >>> digest_of({"a": "x", "more": {"k": "v"}}, Chain(fields=["a"], pairs_of="more", start=""))[:8]
    '1ee5d62f'
    """
    texts = [_time(entry[field]) if field == TIME else _text(entry[field]) for field in chain.fields]
    if chain.pairs_of is not None:
        pairs: Mapping[str, Any] = entry[chain.pairs_of] if isinstance(entry[chain.pairs_of], Mapping) else {}
        for key in sorted(pairs, key=str.encode):
            texts += [key, _text(pairs[key])]
    framed = b"".join(b"%d:%b" % (len(text.encode()), text.encode()) for text in texts)
    return hashlib.new(chain.digest, framed).hexdigest()


def first_break(
    entries: Sequence[Mapping[str, Any]], chain: Chain, copied: Iterable[Mapping[str, Any]] = (), first: int = 1
) -> Break | None:
    """The first entry that is missing, changed, inserted, moved or rewritten; None when all is well.

    Args:
        entries: in the order in which they are read; every one from `first` on.
        copied: the copy that nobody can change. Only with it are a cut-off end and a chain that was calculated anew
            seen.
        first: the number with which the log begins.
    """
    expected, previous = first, chain.start
    digests = {number_of(one): str(one["digest"]) for one in copied}
    for entry in sorted(entries, key=number_of):
        if number_of(entry) != expected:
            return Break(min(expected, number_of(entry)), "missing or twice")
        if entry["previous_digest"] != previous:
            return Break(expected, "not linked to the entry before")
        if entry["digest"] != digest_of(entry, chain):
            return Break(expected, "its digest is another")
        if digests.get(expected, entry["digest"]) != entry["digest"]:
            return Break(expected, "the copy has another digest")
        expected, previous = expected + 1, str(entry["digest"])
    if digests and max(digests) >= expected:
        return Break(expected, "missing, the copy still has it")
    return None


def _time(value: object) -> str:
    """A time as digests cover it; what is no time is covered as it is, so that the digest is another."""
    time = as_time(value)
    try:
        return _text(value) if time is None else time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except OverflowError:  # before the first day there is, or after the last one
        return _text(value)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
