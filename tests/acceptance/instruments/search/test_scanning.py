"""Whatever the way bytes arrive in, and whatever they are packed in, what is in them is found."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import itertools
import lzma
import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow
import pyarrow.parquet
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from acceptance.instruments.search.finder import Finder
from acceptance.instruments.search.partition import BLOCK_BYTES, Bounds, Take, Unread, Unreadable, blocks, scan
from acceptance.instruments.search.scanning import Noted, Stream, StreamScan
from acceptance.subjects.canaries import KINDS, new_canary

CANARIES = [new_canary("20261122-abcdef", kind) for kind in KINDS]
FINDER = Finder(CANARIES)
CANARY = CANARIES[0]


def zipped(content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("other.txt", "nothing")
        archive.writestr("folder/data.txt", content)
    return target.getvalue()


def parquet(content: bytes) -> bytes:
    table = pyarrow.table(
        {"number": [1, 2], "bytes": [content, b""], "nested": [[{"a": content}], None], "name": ["x", None]}
    )
    target = io.BytesIO()
    pyarrow.parquet.write_table(table, target, compression="zstd", use_dictionary=False)
    return target.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "zip": zipped,
    "zip, stored": lambda content: zipped(content, zipfile.ZIP_STORED),
    "zip, bzip2": lambda content: zipped(content, zipfile.ZIP_BZIP2),
    "parquet": parquet,
    "gzip in base64": lambda content: b'{"p":"' + base64.b64encode(gzip.compress(content)) + b'"}',
    "gzip in base64 for urls": lambda content: base64.urlsafe_b64encode(gzip.compress(content)).rstrip(b"="),
    "zstd in base64": lambda content: base64.b64encode(zstandard.ZstdCompressor().compress(content)),
    "zlib in base64": lambda content: b'{"p":"' + base64.b64encode(zlib.compress(content)) + b'"}',
    "zlib, hardly packed, in base64": lambda content: base64.b64encode(zlib.compress(content, 1)),
    "zlib, firmly packed, in base64 for urls": lambda content: base64.urlsafe_b64encode(zlib.compress(content, 9)),
    "zlib in hex": lambda content: b"\\x" + zlib.compress(content).hex().encode() + b"\n",
    "gzip in hex": lambda content: b"\\x" + gzip.compress(content).hex().encode() + b"\n",
    "gzip behind a header": lambda content: b"MAGIC\x00\x05" + gzip.compress(content),
    "second part of a gzip": lambda content: gzip.compress(b"nothing") + gzip.compress(content),
    "zip in gzip in zstd": lambda content: zstandard.compress(gzip.compress(zipped(content))),
    "parquet in gzip": lambda content: gzip.compress(parquet(content)),
}


def streamed(content: bytes, cuts: list[int]) -> Noted:
    noted = Noted()
    scanning = StreamScan(FINDER, noted)
    edges = [0, *sorted(cut % (len(content) + 1) for cut in cuts), len(content)]
    for start, end in itertools.pairwise(edges):
        scanning.feed(content[start:end])
    scanning.close()
    return noted


def ids(noted: Noted) -> set[str]:
    return {canary_id for canary_id, _ in noted.finds}


@given(
    canary=st.sampled_from(CANARIES),
    before=st.binary(max_size=700),
    after=st.binary(max_size=300),
    cuts=st.lists(st.integers(0, 2000), max_size=12),
)
def test_a_value_on_the_border_of_two_pieces_is_found(canary, before: bytes, after: bytes, cuts: list[int]) -> None:
    content = before + b" " + canary.value.encode() + b" " + after
    assert ids(streamed(content, cuts)) == {canary.id}


@given(cuts=st.lists(st.integers(0, 40), max_size=6), digit=st.sampled_from("0123456789"))
def test_a_border_does_not_make_a_part_of_a_number_the_number(cuts: list[int], digit: str) -> None:
    number = next(canary for canary in CANARIES if canary.kind == "number")
    whole = str(int(number.number))
    assert ids(streamed(b"x" * 300 + f" {digit}{whole} ".encode(), [301 + cut for cut in cuts])) == set()
    assert ids(streamed(b"x" * 300 + f" {whole} ".encode(), [301 + cut for cut in cuts])) == {number.id}


@given(
    packing=st.sampled_from(list(PACKERS)), cuts=st.lists(st.integers(0, 5000), max_size=8), size=st.integers(0, 3000)
)
def test_a_packed_value_is_found(packing: str, cuts: list[int], size: int) -> None:
    filling = random.Random(size).randbytes(size)
    noted = streamed(PACKERS[packing](filling + b" " + CANARY.value.encode() + b" " + filling), cuts)
    assert (ids(noted), noted.closed) == ({CANARY.id}, set())


@pytest.mark.parametrize("packing", PACKERS)
def test_a_packed_value_is_found_among_small_items(packing: str) -> None:
    items = [("before", b"x"), ("here", PACKERS[packing](CANARY.value.encode())), ("after", b"y")]
    found = scan(Given(items), FINDER)
    assert {(hit.canary_id, hit.place) for hit in found.finds} == {(CANARY.id, "here")}


def test_an_encrypted_archive_is_told_as_unread() -> None:
    archive = bytearray(zipped(b"secret"))
    archive[6] |= 1
    assert scan(Given([("safe.zip", bytes(archive))]), FINDER).unread == (Unread("safe.zip", "an encrypted archive"),)


def test_a_damaged_container_is_told_as_unread_and_what_can_be_read_is_read() -> None:
    packed = bytearray(gzip.compress(CANARY.value.encode() + random.Random(1).randbytes(100_000)))
    packed[60_000:60_100] = bytes(100)
    found = scan(Given([("log.gz", bytes(packed))]), FINDER)
    assert {hit.canary_id for hit in found.finds} == {CANARY.id}
    assert found.unread == (Unread("log.gz", "damaged data"),)


def test_bytes_that_only_look_like_a_container_are_no_gap() -> None:
    for content in (b"BZh is a word", b"x^2 + y^2", b"PAR1S", b"the H4sI and KLUv of it", b"text \x1f\x8b\x08 text"):
        assert scan(Given([("text", content)]), FINDER).unread == ()


def test_a_bomb_ends_at_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acceptance.instruments.search.scanning.UNPACKED_BYTES", 5 << 20)
    bomb = gzip.compress(bytes(64 << 20), 1)
    assert scan(Given([("bomb", bomb)]), FINDER).unread == (Unread("bomb", "unpacks to more than 5 MiB"),)


@dataclass(frozen=True)
class Given:
    """A partition with given items; `fails` after them."""

    items: list[tuple[str, bytes]]
    fails: bool = False

    place = "given"
    local = True

    def read(self, take: Take) -> None:
        for piece in blocks(self.items):
            take(piece)
        if self.fails:
            raise Unreadable("it went away")


def test_each_item_of_a_block_is_named() -> None:
    items = [(f"item {number}", b"filling " * 50) for number in range(9_000)]
    items[77] = ("item 77", CANARY.value.encode())
    items[8_999] = ("item 8999", b"x " + CANARY.value.encode())
    found = scan(Given(items), FINDER)
    assert {hit.place for hit in found.finds} == {"item 77", "item 8999"}
    assert found.items == 9_000


def test_an_item_larger_than_a_block_is_found_too() -> None:
    large = b"a" * (BLOCK_BYTES * 2) + b" " + CANARY.value.encode()
    assert {hit.place for hit in scan(Given([("large", large)]), FINDER).finds} == {"large"}


def test_what_was_read_before_a_failure_counts_and_the_failure_is_told() -> None:
    found = scan(Given([("first", CANARY.value.encode())], fails=True), FINDER)
    assert {hit.place for hit in found.finds} == {"first"}
    assert found.unread == (Unread("given", "it went away", tried=False),)


def test_a_bound_of_bytes_leaves_the_rest_unread() -> None:
    found = scan(Given([(f"{number}", bytes(700_000)) for number in range(9)]), FINDER, Bounds(max_bytes=1_000_000))
    assert found.bytes < 3_000_000
    assert found.unread == (Unread("given", "the search ended at its bound of 1,000,000 bytes"),)


def test_a_bound_of_seconds_leaves_the_rest_unread() -> None:
    found = scan(Given([("x", b"y")]), FINDER, Bounds(max_seconds=0.0))
    assert [gap.reason for gap in found.unread] == ["the search ended at its bound of 0 s"]


def test_a_stream_that_cannot_be_read_to_its_end_is_told() -> None:
    def pieces():
        yield CANARY.value.encode()
        raise Unreadable("cut")

    class Broken:
        place = "store"
        local = True

        def read(self, take: Take) -> None:
            take(Stream("object", pieces()))

    found = scan(Broken(), FINDER)
    assert {hit.canary_id for hit in found.finds} == {CANARY.id}
    assert found.unread == (Unread("object", "cut"),)
