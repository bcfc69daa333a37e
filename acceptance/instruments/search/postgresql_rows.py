"""Rows as PostgreSQL copies them in its binary form, and where each value stands in them."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from acceptance.instruments.search.partition import BLOCK_BYTES, Take
from acceptance.instruments.search.scanning import Block, Piece

HEADER_BYTES = 19
"""Of COPY BINARY: signature, flags, no extension."""
FIELDS, LENGTH = struct.Struct(">h"), struct.Struct(">i")
# Text as it is written, bytes as they are: the binary form of COPY escapes nothing.
AS_TEXT, AS_BYTES = "{}::text", "{}"
BETWEEN = b"\n\0(next element)\0\n"
AS_LISTED_BYTES = f"(select string_agg(part, '\\x{BETWEEN.hex()}'::bytea) from unnest({{}}) part)"


class Rows:
    """What psycopg2 writes rows to, one a call; hands them on in blocks."""

    def __init__(self, take: Take, place: str, columns: Sequence[tuple[str, str]]) -> None:
        self._take = take
        self._place = place
        self._columns = [name for name, _ in columns]
        self._of_bytes = {
            number for number, (_, read_as) in enumerate(columns) if read_as in (AS_BYTES, AS_LISTED_BYTES)
        }
        self._content = bytearray()
        self._count = 0
        self._begin = HEADER_BYTES

    def write(self, row: bytes) -> None:
        self._content += row
        self._count += 1
        if len(self._content) >= BLOCK_BYTES:
            self.flush()

    def flush(self) -> None:
        if self._content:
            content, count, begin = self._content, self._count, self._begin
            self._content, self._count, self._begin = bytearray(), 0, 0
            starts = self._starts(content, begin) if self._of_bytes else ()
            self._take(Block(content, self._locator(content, begin), count, starts))

    def _starts(self, content: bytearray, begin: int) -> list[int]:
        """Where values of bytes begin: something may be packed there."""
        return [start for number, start, _ in _values(content, begin) if number in self._of_bytes]

    def _locator(self, content: bytearray, begin: int) -> Callable[[int], Piece]:
        """Tells the value at a position; where values stand is noted once, when it is asked for the first time."""
        values: list[tuple[int, int, int]] = []

        def locate(position: int) -> Piece:
            if not values:
                values.extend(_values(content, begin))
            at = bisect_right(values, position, key=lambda value: value[1]) - 1
            # Values of nothing stand where the next one begins.
            while at >= 0 and values[at][2] == values[at][1]:
                at -= 1
            number, start, end = values[at] if at >= 0 else (0, 0, 0)
            if start <= position < end:
                return Piece(f"{self._place}, column {self._columns[number]}", start, end)
            return Piece(self._place, position, position)

        return locate


def _values(content: bytearray, begin: int) -> Iterator[tuple[int, int, int]]:
    """Column, start and end of each value, elements of a list of bytes one by one.

    Rows are a number of fields, then for each its length and its bytes.
    """
    at = begin
    while at < len(content):
        (fields,) = FIELDS.unpack_from(content, at)
        at += FIELDS.size
        for number in range(max(0, fields)):
            (length,) = LENGTH.unpack_from(content, at)
            at += LENGTH.size
            end = at + max(0, length)
            while (cut := content.find(BETWEEN, at, end)) >= 0:
                yield number, at, cut
                at = cut + len(BETWEEN)
            yield number, at, end
            at = end
