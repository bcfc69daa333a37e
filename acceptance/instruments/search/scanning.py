"""From bytes to findings: streams of any length and blocks of many small items, with what is packed inside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from acceptance.instruments.search.containers import CannotUnpack, Unpacker, begins_with_zlib, unpacker
from acceptance.instruments.search.finder import CONTEXT, Finder, Match, Opening

DEEPEST = 5
"""Containers inside containers that are followed."""
UNSURE = ("zlib", "parquet")
"""Kinds whose first bytes can also begin a text."""
UNPACKED_BYTES = 2 << 30
"""The most that is unpacked from one item: beyond it lies a bomb, or a store that must be searched otherwise."""


@dataclass
class Noted:
    """What a scan of one item or block has found so far: canary id and encoding; and what stayed closed, with why."""

    finds: set[tuple[str, str]] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    unpacked: int = 0


class StreamScan:
    """Scans one item that arrives in pieces; what lies on the border of two pieces is found as well.

    Args:
        noted: where findings go.
        inside: the containers around this stream, the innermost first, as they are named in reports.
    """

    def __init__(self, finder: Finder, noted: Noted, inside: tuple[str, ...] = ()) -> None:
        self._finder = finder
        self._noted = noted
        self._inside = inside
        self._kept = b""
        self._keep = finder.longest + 2 * CONTEXT
        self._position = 0
        self._open: list[_Inner] = []
        self._begun = False

    def feed(self, piece: bytes) -> None:
        """The next piece, of any length."""
        self._pass_on(piece)
        buffer = self._kept + piece
        self._judge(buffer, len(self._kept), at_end=False)
        self._position += len(piece)
        self._kept = buffer[-self._keep :]

    def close(self) -> None:
        """The end: what was held back is judged, and containers that are read from their end are opened."""
        self._judge(self._kept, len(self._kept), at_end=True)
        for inner in self._open:
            inner.close()
        self._open = []

    def _judge(self, buffer: bytes, known: int, *, at_end: bool) -> None:
        """Notes what is in the buffer; whatever ends in its last bytes waits until one can see what follows."""
        settled = known - CONTEXT if self._position else 0
        horizon = len(buffer) if at_end else len(buffer) - CONTEXT
        matches, openings = self._finder.find(buffer)
        for match in matches:
            if settled < match.end <= horizon:
                self._note(match)
        for opening in openings:
            if settled < opening.start + 1 <= horizon:
                self._open_at(opening, buffer, self._position - known)
        if not self._begun and (len(buffer) >= CONTEXT or at_end):
            self._begun = True
            if begins_with_zlib(buffer):
                self._open_at(Opening("zlib", "", 0), buffer, 0)

    def _note(self, match: Match) -> None:
        self._noted.finds.add((match.canary_id, " in ".join((match.encoding, *self._inside))))

    def _open_at(self, opening: Opening, buffer: bytes, buffer_begins_at: int) -> None:
        name = f"{opening.container} as {opening.armour}" if opening.armour else opening.container
        if len(self._inside) >= DEEPEST:
            self._noted.closed.add(f"more than {DEEPEST} containers inside each other")
            return
        inside = StreamScan(self._finder, self._noted, (name, *self._inside))
        declared = buffer_begins_at + opening.start == 0 and not opening.armour and opening.container not in UNSURE
        inner = _Inner(unpacker(opening.container, opening.armour), inside, self._noted, declared=declared)
        inner.feed(buffer[opening.start :])
        if not inner.over:
            self._open.append(inner)

    def _pass_on(self, piece: bytes) -> None:
        for inner in self._open:
            inner.feed(piece)
        self._open = [inner for inner in self._open if not inner.over]


class _Inner:
    """A container that is being unpacked while the stream around it goes by.

    Args:
        declared: the item begins with it, so that damage is worth telling; elsewhere its first bytes may have
            occurred by chance.
    """

    def __init__(self, unpacking: Unpacker, inside: StreamScan, noted: Noted, *, declared: bool) -> None:
        self._unpacking = unpacking
        self._inside = inside
        self._noted = noted
        self._declared = declared
        self.over = False

    def feed(self, piece: bytes) -> None:
        self._take(lambda: self._unpacking.feed(piece))
        if self._unpacking.ended and not self.over:
            self._end()

    def close(self) -> None:
        if not self.over:
            self._take(self._unpacking.close)
        if not self.over:
            self._end()

    def _take(self, unpack: Callable[[], Iterable[bytes]]) -> None:
        try:
            for unpacked in unpack():
                self._noted.unpacked += len(unpacked)
                self._inside.feed(unpacked)
                if self._noted.unpacked > UNPACKED_BYTES:
                    self._noted.closed.add(f"unpacks to more than {UNPACKED_BYTES >> 20} MiB")
                    self._end()
                    return
        except CannotUnpack as error:
            if self._declared:
                self._noted.closed.add(str(error))
            self._end()

    def _end(self) -> None:
        self.over = True
        self._inside.close()


@dataclass(frozen=True)
class Piece:
    """Where in a block an item lies, and what it is called."""

    place: str
    start: int
    end: int


@dataclass(frozen=True)
class Block:
    """Many small complete items in one buffer.

    Attributes:
        locate: the item at a position of the buffer; asked only where something was found.
        items: how many there are.
    """

    data: bytes | bytearray
    locate: Callable[[int], Piece]
    items: int
    starts: Sequence[int] = ()
    """Where items begin, as far as that is known."""


@dataclass(frozen=True)
class Stream:
    """One item of any size, read piece by piece."""

    place: str
    pieces: Iterable[bytes]


def scan_block(finder: Finder, block: Block) -> dict[str, Noted]:
    """What is in a block, by place; items with something packed in them are looked at one by one."""
    found: dict[str, Noted] = {}
    matches, openings = finder.find(block.data)
    for match in matches:
        place = block.locate(match.start).place
        found.setdefault(place, Noted()).finds.add((match.canary_id, match.encoding))
    packed = [opening.start for opening in openings]
    packed += [start for start in block.starts if begins_with_zlib(block.data[start : start + 2])]
    for piece in dict.fromkeys(block.locate(start) for start in packed):
        noted = found.setdefault(piece.place, Noted())
        whole = StreamScan(finder, noted)
        whole.feed(bytes(block.data[piece.start : piece.end]))
        whole.close()
    return found
