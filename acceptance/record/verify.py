"""Says whether a record is as it was written, and otherwise which line to look at first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance.record.ledger import START, Head, Kind, digest, parsed


@dataclass(frozen=True)
class Damage:
    """The first line of a record that cannot be trusted, and why."""

    line: int
    sentence: str
    cut_off: bool = False
    """The record ends there, as that of a killed run does."""

    def __str__(self) -> str:
        return f"Line {self.line} of the record cannot be trusted: {self.sentence}."


def verify(path: Path, expected: Head | None = None) -> Damage | None:
    """Checks the chain of a record, and its end when the expected one is given.

    Returns:
        The first line that cannot be trusted, or None when all can.
    """
    return verified(path.read_bytes(), expected)


def verified(content: bytes, expected: Head | None = None) -> Damage | None:
    """As `verify`, of what was read already."""
    lines = content.split(b"\n")
    unfinished = lines.pop()
    previous = START
    after = START  # digest of the last line that could be read
    pending: list[bytes] = []
    sealed = False
    for number, raw in enumerate(lines, 1):
        entry = parsed(raw)
        if sealed:
            return Damage(number, "it was written after the record was sealed")
        if entry is None:
            pending.append(raw)
        elif pending and not _names(entry, pending):
            return Damage(number - len(pending), "it is no line of a record, nor named as torn")
        elif pending and entry["data"].get("after") != after:
            return Damage(number - len(pending) - 1, f"its digest is not the one that line {number} gives for it")
        elif entry["seq"] != number:
            return Damage(number, f"it is numbered {entry['seq']}: lines were removed, added or moved")
        elif entry["previous"] != previous:
            if number == 1:
                return Damage(number, "it does not start a record")
            return Damage(number - 1, f"its digest is not the one that line {number} gives for it")
        else:
            sealed = entry["kind"] == Kind.SEALED
            after, pending = digest(raw), []
        previous = digest(raw)
    if pending or unfinished:
        return Damage(len(lines) - len(pending) + 1, "it was never finished", cut_off=True)
    if expected is not None and expected != Head(len(lines), previous):
        return Damage(max(1, min(len(lines), expected.lines)), "the record does not end as it did when it was sealed")
    return None


def _names(entry: dict[str, Any], torn: list[bytes]) -> bool:
    if entry["kind"] != Kind.TORN_LINE:
        return False
    return bool(entry["data"].get("sha256") == digest(b"\n".join(torn)))
