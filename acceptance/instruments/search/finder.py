"""One pass over bytes for all canaries in all encodings, on Hyperscan."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import hyperscan

from acceptance.instruments.search.containers import ZLIB_LEVELS
from acceptance.instruments.search.encodings import Spelling, spellings
from acceptance.subjects.canaries import Canary

CONTEXT = 64
"""Bytes on either side of a match that decide whether it counts."""
AT_ONCE = 4000
"""Patterns compiled together: the time for it grows faster than their number, and scanning several times costs little.

Those of 1,254 canaries take 5 s instead of 17, and 1 MB is scanned in 15 ms instead of 7.
"""
Buffer = bytes | bytearray

_ZLIB_IN_BASE64 = [
    (sign, bits) for sign, four in (("A", "EFGH"), ("F", "4567"), ("J", "wxyz"), ("N", "opqr")) for bits in four
]
# By what a container is known: its kind, its armour, the bytes, and how many bytes behind its beginning they stand.
CONTAINERS = (
    ("gzip", "", b"\x1f\x8b\x08", 0),
    ("gzip", "base64", b"H4sI", 0),
    ("gzip", "hex", b"1f8b08", 0),
    ("zstd", "", b"\x28\xb5\x2f\xfd", 0),
    ("zstd", "base64", b"KLUv", 0),
    ("zstd", "hex", b"28b52ffd", 0),
    ("zip", "", b"PK\x03\x04", 0),
    ("zip", "base64", b"UEsDB", 0),
    ("zip", "hex", b"504b0304", 0),
    ("bzip2", "", b"1AY&SY", 4),
    ("xz", "", b"\xfd7zXZ\0", 0),
    ("parquet", "", b"PAR1\x15", 0),
    # The second byte of zlib tells how hard it was packed; in base64 two bits of the third byte stand beside it.
    *(("zlib", "base64", f"e{sign}{bits}".encode(), 0) for sign, bits in _ZLIB_IN_BASE64),
    *(("zlib", "hex", b"78" + level.hex().encode(), 0) for level in ZLIB_LEVELS),
)
_DECIMALS = re.compile(rb"\.0*[1-9]")
_LETTERS_AND_DIGITS = re.compile(rb"[0-9A-Za-z]+")


@dataclass(frozen=True)
class Match:
    """A canary in a buffer: bytes `start` to `end`."""

    canary_id: str
    encoding: str
    start: int
    end: int


@dataclass(frozen=True)
class Opening:
    """What looks like the beginning of a container: which kind, and whether it is armoured (base64, hex)."""

    container: str
    armour: str
    start: int


class Finder:
    """Finds canaries and the beginnings of containers. Safe to use from several threads; can be pickled.

    Args:
        canaries: what to look for; may be empty.
    """

    def __init__(self, canaries: Iterable[Canary]) -> None:
        self.canaries = tuple(canaries)
        self._spellings: list[tuple[str, Spelling]] = []
        for canary in self.canaries:
            self._spellings += [(canary.id, spelling) for spelling in spellings(canary)]
        self.longest = max((len(spelling.pattern) for _, spelling in self._spellings), default=16)
        self._databases = self._compiled()
        self._scratches = threading.local()

    def __reduce__(self) -> tuple[Callable[..., Finder], tuple[tuple[Canary, ...]]]:
        return Finder, (self.canaries,)

    def find(self, buffer: Buffer) -> tuple[list[Match], list[Opening]]:
        """Every canary and every beginning of a container in a buffer that is complete at both ends.

        >>> finder = Finder([Canary("c", "name", "Zorbavexilumo")])
        >>> [(match.canary_id, match.encoding) for match in finder.find(b"name: ZORBAVEXILUMO.")[0]]
        [('c', 'raw')]
        """
        hits: list[tuple[int, int]] = []
        for database, scratch in zip(self._databases, self._scratches_here(), strict=True):
            database.scan(buffer, match_event_handler=_note, context=hits, scratch=scratch)
        matches, openings = [], []
        for number, end in sorted(hits, key=itemgetter(1)):
            if number < len(self._spellings):
                canary_id, spelling = self._spellings[number]
                start = end - len(spelling.pattern)
                if not spelling.alone or _stands_alone(buffer, start, end, spelling):
                    matches.append(Match(canary_id, spelling.encoding, start, end))
            else:
                container, armour, pattern, behind = CONTAINERS[number - len(self._spellings)]
                if (start := end - len(pattern) - behind) >= 0:
                    openings.append(Opening(container, armour, start))
        return matches, openings

    def without_values(self, text: str) -> str:
        """A text, such as an object's key, with each canary in it replaced by the canary's id."""
        raw = text.encode("utf-8", "surrogateescape")
        clean, told = b"", 0
        for match in sorted(self.find(raw)[0], key=lambda match: (match.start, -match.end)):
            if match.start >= told:
                clean += raw[told : match.start] + f"[{match.canary_id}]".encode()
            told = max(told, match.end)
        clean += raw[told:]
        # What a replacement leaves beside it may be a value again: then nothing of the text is told.
        return "[a name that holds what was searched for]" if self.find(clean)[0] else clean.decode("utf-8", "replace")

    def _compiled(self) -> list[Any]:
        """Numbered: the spellings, then the containers."""
        patterns = [(spelling.pattern, spelling.caseless) for _, spelling in self._spellings]
        patterns += [(pattern, armour == "hex") for _, armour, pattern, _ in CONTAINERS]
        numbered = list(enumerate(patterns))
        return [_database(numbered[at : at + AT_ONCE]) for at in range(0, len(numbered), AT_ONCE)]

    def _scratches_here(self) -> list[Any]:
        """Hyperscan's working memory; two threads must not share one."""
        if not hasattr(self._scratches, "own"):
            self._scratches.own = [hyperscan.Scratch(database) for database in self._databases]
        own: list[Any] = self._scratches.own
        return own


def _database(numbered: Sequence[tuple[int, tuple[bytes, bool]]]) -> Any:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[b"".join(b"\\x%02x" % byte for byte in pattern) for _, (pattern, _) in numbered],
        ids=[number for number, _ in numbered],
        elements=len(numbered),
        flags=[hyperscan.HS_FLAG_CASELESS if caseless else 0 for _, (_, caseless) in numbered],
    )
    return database


def _note(number: int, _start: int, end: int, _flags: int, hits: list[tuple[int, int]]) -> None:
    hits.append((number, end))


def _stands_alone(buffer: Buffer, start: int, end: int, spelling: Spelling) -> bool:
    """Whether the digits at start..end are a number of their own and not a part of a longer one or of an id."""
    before = bytes(buffer[max(0, start - CONTEXT) : start])
    after = bytes(buffer[end : end + CONTEXT])
    if spelling.alone == 2:
        before, after = before.replace(b"\0", b""), after.replace(b"\0", b"")
    elif before[-4:-2] == b"\0\0":
        before = b""  # the length of a field in a binary row, whose last byte may look like a digit
    if before[-1:].isdigit() or (before[-1:] == b"." and before[-2:-1].isdigit()):
        return False
    if not spelling.whole:
        return not after.lstrip(b"0")[:1].isdigit()
    if after[:1].isdigit() or (after[:1] == b"." and _DECIMALS.match(after)):
        return False
    return _is_no_part_of_an_id(before, after)


def _is_no_part_of_an_id(before: bytes, after: bytes) -> bool:
    """Digits glued to one letter, or to letters and further digits, are a piece of an id, not an amount."""
    glued = (_LETTERS_AND_DIGITS.match(side) for side in (before[::-1], after))
    words = [found.group() for found in glued if found and found.group()]
    return all(word.isalpha() and len(word) >= 2 for word in words)
