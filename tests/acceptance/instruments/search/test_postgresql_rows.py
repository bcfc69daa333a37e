"""Rows as PostgreSQL copies them: a find is told by its column, and what is packed in a list of bytes is unpacked."""

from __future__ import annotations

import gzip
import struct
import zlib

import pytest

from acceptance.instruments.search.finder import Finder
from acceptance.instruments.search.postgresql_rows import AS_BYTES, AS_LISTED_BYTES, AS_TEXT, BETWEEN, Rows
from acceptance.instruments.search.scanning import Block, scan_block
from acceptance.subjects.canaries import new_canary

CANARY = new_canary("20261122-abcdef", "name")
VALUE = CANARY.value.encode()
COLUMNS = (("text", AS_TEXT), ("bytes", AS_BYTES), ("listed", AS_LISTED_BYTES))


def row(*fields: bytes | None) -> bytes:
    told = (struct.pack(">i", -1) if field is None else struct.pack(">i", len(field)) + field for field in fields)
    return struct.pack(">h", len(fields)) + b"".join(told)


def places(*rows: bytes) -> set[tuple[str, str]]:
    blocks: list[Block] = []
    written = Rows(blocks.append, "t", COLUMNS)
    written.write(b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows[0])
    for each in rows[1:]:
        written.write(each)
    written.write(struct.pack(">h", -1))
    written.flush()
    found = [scan_block(Finder([CANARY]), block) for block in blocks]
    return {(place, encoding) for one in found for place, noted in one.items() for _, encoding in noted.finds}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ((VALUE, None, None), ("t, column text", "raw")),
        ((b"x", VALUE, None), ("t, column bytes", "raw")),
        ((None, zlib.compress(VALUE), b""), ("t, column bytes", "raw in zlib")),
        ((None, gzip.compress(b"a \n\0 b " + VALUE), b""), ("t, column bytes", "raw in gzip")),
        ((None, None, b"x" + BETWEEN + zlib.compress(VALUE) + BETWEEN + b"y"), ("t, column listed", "raw in zlib")),
        ((None, None, zlib.compress(b"x") + BETWEEN + VALUE), ("t, column listed", "raw")),
    ],
)
def test_a_value_is_found_in_its_column(fields: tuple[bytes | None, ...], expected: tuple[str, str]) -> None:
    assert places(row(b"before", b"before", b"before"), row(*fields), row(None, None, None)) == {expected}
