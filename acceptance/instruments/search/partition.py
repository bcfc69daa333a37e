"""A part of a store, and the pure function that scans it: the same on a thread here and on a cluster."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from acceptance.instruments.search.finder import Finder
from acceptance.instruments.search.scanning import Block, Noted, Piece, Stream, StreamScan, scan_block

BLOCK_BYTES = 1 << 20
"""How many bytes of small items are scanned at once."""
SEPARATOR = b"\n\0"


class Unreadable(Exception):
    """A place cannot be read; the message is the reason, without any value."""


@dataclass(frozen=True)
class Unread:
    """One item of a partition that could not be read; the others go on."""

    place: str
    reason: str
    tried: bool = True
    """False where the whole partition could not be reached or must not be read."""


@dataclass(frozen=True)
class Bounds:
    """How much may be read. None: everything."""

    max_bytes: int | None = None
    max_seconds: float | None = None


Take = Callable[[Block | Stream | Unread], None]


class Enough(Exception):
    """A bound of the search is reached."""


class Partition(Protocol):
    """A part of a store that can be read on its own, also in another process: small, and pickled with ease."""

    @property
    def place(self) -> str:
        """What it is called in reports."""
        ...

    @property
    def local(self) -> bool:
        """Whether it lies in files of this machine, which no other could read."""
        ...

    def read(self, take: Take) -> None:
        """Hands its content to `take`, piece by piece; what `take` raises ends the reading. Raises Unreadable."""
        ...


@dataclass(frozen=True)
class Found:
    """A canary in a place, in an encoding."""

    canary_id: str
    place: str
    encoding: str


@dataclass(frozen=True)
class Scan:
    """What one partition came to. Places may still contain values: the report cleans them."""

    finds: frozenset[Found]
    items: int
    bytes: int
    unread: tuple[Unread, ...]


def scan(partition: Partition, finder: Finder, bounds: Bounds = Bounds()) -> Scan:
    """Scans one partition to its end, or as far as the bounds let it; whatever stays unread is named.

    Nothing is raised for a partition that cannot be read: it is unread, with the reason.
    """
    return _Scanner(finder, bounds).run(partition)


class _Scanner:
    def __init__(self, finder: Finder, bounds: Bounds) -> None:
        self._finder = finder
        self._bounds = bounds
        self._ends = None if bounds.max_seconds is None else time.monotonic() + bounds.max_seconds
        self._finds: set[Found] = set()
        self._unread: list[Unread] = []
        self._items = 0
        self._bytes = 0

    def run(self, partition: Partition) -> Scan:
        try:
            partition.read(self._take)
        except Enough as limit:
            self._unread.append(Unread(partition.place, f"the search ended at its bound of {limit}"))
        except Unreadable as error:
            self._unread.append(Unread(partition.place, str(error), tried=False))
        return Scan(frozenset(self._finds), self._items, self._bytes, tuple(self._unread))

    def _take(self, piece: Block | Stream | Unread) -> None:
        match piece:
            case Unread():
                self._unread.append(piece)
            case Block():
                self._items += piece.items
                self._bytes += len(piece.data)
                for place, noted in scan_block(self._finder, piece).items():
                    self._note(place, noted)
            case Stream():
                self._items += 1
                self._take_stream(piece)
        self._stop_at_bounds()

    def _take_stream(self, stream: Stream) -> None:
        noted = Noted()
        scanning = StreamScan(self._finder, noted)
        try:
            for piece in stream.pieces:
                scanning.feed(piece)
                self._bytes += len(piece)
                self._stop_at_bounds()
        except Unreadable as error:
            self._unread.append(Unread(stream.place, str(error)))
        finally:
            scanning.close()
            self._note(stream.place, noted)

    def _note(self, place: str, noted: Noted) -> None:
        self._finds |= {Found(canary_id, place, encoding) for canary_id, encoding in noted.finds}
        self._unread += [Unread(place, reason) for reason in sorted(noted.closed)]

    def _stop_at_bounds(self) -> None:
        if self._bounds.max_bytes is not None and self._bytes >= self._bounds.max_bytes:
            raise Enough(f"{self._bounds.max_bytes:,} bytes")
        if self._ends is not None and time.monotonic() >= self._ends:
            raise Enough(f"{self._bounds.max_seconds:g} s")


def blocks(items: Iterable[tuple[str, bytes]]) -> Iterator[Block | Stream]:
    """Small items (place, content) put together; one larger than a block goes alone."""
    content, starts, places = bytearray(), [], []
    for place, data in items:
        if len(data) >= BLOCK_BYTES:
            yield Stream(place, (data,))
            continue
        starts.append(len(content))
        places.append(place)
        content += data
        content += SEPARATOR
        if len(content) >= BLOCK_BYTES:
            yield block(content, starts, places.__getitem__)
            content, starts, places = bytearray(), [], []
    if starts:
        yield block(content, starts, places.__getitem__)


def block(content: bytes | bytearray, starts: list[int], place_of: Callable[[int], str]) -> Block:
    """Items that stand one after the other in `content`, each ended by the separator; `place_of` names the nth."""

    def locate(position: int) -> Piece:
        number = bisect_right(starts, position) - 1
        end = starts[number + 1] if number + 1 < len(starts) else len(content)
        return Piece(place_of(number), starts[number], end - len(SEPARATOR))

    return Block(content, locate, len(starts), starts)
