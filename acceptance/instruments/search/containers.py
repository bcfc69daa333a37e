"""What lies inside gzip, zstd, zip, zlib, bzip2, xz and parquet, unpacked as it streams by and never all at once."""

from __future__ import annotations

import base64
import binascii
import bz2
import lzma
import re
import struct
import tempfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, Protocol

import zstandard

PIECE_BYTES = 1 << 20
"""The most that is unpacked at once."""
IN_MEMORY_BYTES = 8 << 20
"""A parquet file is read from its end: above this size it waits in a temporary file."""
ZIP_HEADER = struct.Struct("<4sHHHHHIIIHH")
ENCRYPTED = 1
ZLIB_LEVELS = (b"\x01", b"\x5e", b"\x9c", b"\xda")
_ALPHABETS = {
    "base64": re.compile(rb"[A-Za-z0-9+/_=-]*"),
    "hex": re.compile(rb"[0-9A-Fa-f]*"),
}


class CannotUnpack(Exception):
    """What follows is not this kind of container, is damaged, or is closed to us; the message says which."""


class Unpacker(Protocol):
    """Takes the bytes of a container piece by piece and gives what was packed, in pieces of bounded size."""

    def feed(self, data: bytes, /) -> Iterator[bytes]:
        """What `data` adds. Raises CannotUnpack."""
        ...

    def close(self) -> Iterator[bytes]:
        """What only the end of the data lets out. Raises CannotUnpack."""
        ...

    @property
    def ended(self) -> bool:
        """Whether the container is complete: what follows does not belong to it."""
        ...


class _Deflated:
    """gzip, zlib and the raw streams of zip entries."""

    def __init__(self, window_bits: int) -> None:
        self._decoder = zlib.decompressobj(window_bits)
        self.ended = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._decoder.eof:
            try:
                piece = self._decoder.decompress(data, PIECE_BYTES)
            except zlib.error as error:
                raise CannotUnpack("damaged data") from error
            data = self._decoder.unconsumed_tail
            if piece:
                yield piece
        self.ended = self._decoder.eof

    def close(self) -> Iterator[bytes]:
        yield from ()


class _Bounded:
    """bzip2 and xz, whose decoders of the standard library take a limit."""

    def __init__(self, decoder: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._decoder = decoder
        self.ended = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while not self._decoder.eof and (data or not self._decoder.needs_input):
            try:
                piece = self._decoder.decompress(data, PIECE_BYTES)
            except (OSError, lzma.LZMAError) as error:
                raise CannotUnpack("damaged data") from error
            data = b""
            if piece:
                yield piece
        self.ended = self._decoder.eof

    def close(self) -> Iterator[bytes]:
        yield from ()


class _Zstandard:
    """Fed in small slices, because its decoder knows no limit for what one call gives."""

    SLICE_BYTES = 1024

    def __init__(self) -> None:
        self._decoder = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
        self.ended = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        for at in range(0, len(data), self.SLICE_BYTES):
            if self._decoder.eof:
                break
            try:
                piece = self._decoder.decompress(data[at : at + self.SLICE_BYTES])
            except zstandard.ZstdError as error:
                raise CannotUnpack("damaged data") from error
            if piece:
                yield piece
        self.ended = self._decoder.eof

    def close(self) -> Iterator[bytes]:
        yield from ()


class _ZipEntry:
    """One entry of a zip archive, from its local header on; each further entry begins with a header of its own."""

    def __init__(self) -> None:
        self._header = b""
        self._inner: Unpacker | None = None
        self.ended = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._inner is None:
            self._header += data
            if len(self._header) < ZIP_HEADER.size:
                return
            _, _, flags, method, _, _, _, _, _, name_bytes, extra_bytes = ZIP_HEADER.unpack_from(self._header)
            if flags & ENCRYPTED:
                raise CannotUnpack("an encrypted archive")
            begin = ZIP_HEADER.size + name_bytes + extra_bytes
            if len(self._header) < begin:
                return
            self._inner = _of_zip_method(method)
            data, self._header = self._header[begin:], b""
        if self._inner is _STORED:
            self.ended = True
            return
        yield from self._inner.feed(data)
        self.ended = self._inner.ended

    def close(self) -> Iterator[bytes]:
        yield from ()


class _Stored:
    """An entry that was not compressed: whoever reads the archive has seen it already."""

    ended = True

    def feed(self, _data: bytes) -> Iterator[bytes]:
        yield from ()

    def close(self) -> Iterator[bytes]:
        yield from ()


_STORED = _Stored()


def _of_zip_method(method: int) -> Unpacker:
    match method:
        case 0:
            return _STORED
        case 8:
            return _Deflated(-zlib.MAX_WBITS)
        case 12:
            return _Bounded(bz2.BZ2Decompressor())
        case 93:
            return _Zstandard()
        case other:
            raise CannotUnpack(f"an archive packed by method {other}")


class _Parquet:
    """A columnar file: kept until its end, where its table of contents stands, then read batch by batch."""

    ended = False

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - closed in close()

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._file.write(data)
        yield from ()

    def close(self) -> Iterator[bytes]:
        import pyarrow
        import pyarrow.parquet

        with self._file:
            self._file.seek(0)
            try:
                reader = pyarrow.parquet.ParquetFile(self._file, pre_buffer=False, buffer_size=PIECE_BYTES)
                for batch in reader.iter_batches(batch_size=4096, use_threads=False):
                    yield from (_as_text(column) for column in batch.columns)
            except (pyarrow.ArrowException, OSError) as error:
                raise CannotUnpack("a damaged parquet file") from error


def _as_text(column: Any) -> bytes:
    """The values of a column, each between newlines: texts and bytes as they are, the rest as Python writes it."""
    values = column.to_pylist()
    return b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in values if v is not None)


class _Armoured:
    """A container that was written down in base64 or hexadecimal inside some text."""

    def __init__(self, armour: str, inner: Unpacker) -> None:
        self._armour = armour
        self._inner = inner
        self._waiting = b""
        self._over = False

    @property
    def ended(self) -> bool:
        return self._over or self._inner.ended

    def feed(self, data: bytes) -> Iterator[bytes]:
        run = _ALPHABETS[self._armour].match(data)
        text = run.group() if run else b""
        self._over = len(text) < len(data)
        text = self._waiting + text
        step = 4 if self._armour == "base64" else 2
        whole = len(text) if self._over else len(text) - len(text) % step
        self._waiting = text[whole:]
        yield from self._inner.feed(_bare(self._armour, text[:whole]))

    def close(self) -> Iterator[bytes]:
        yield from self._inner.feed(_bare(self._armour, self._waiting))


def _bare(armour: str, text: bytes) -> bytes:
    try:
        if armour == "hex":
            return bytes.fromhex(text[: len(text) // 2 * 2].decode())
        text = text.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        text = text[:-1] if len(text) % 4 == 1 else text
        return base64.b64decode(text + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error) as error:
        raise CannotUnpack(f"damaged {armour}") from error


def unpacker(container: str, armour: str = "") -> Unpacker:
    """An unpacker for a container of the given kind, armoured or not."""
    inner: Unpacker
    match container:
        case "gzip":
            inner = _Deflated(16 + zlib.MAX_WBITS)
        case "zlib":
            inner = _Deflated(zlib.MAX_WBITS)
        case "zstd":
            inner = _Zstandard()
        case "zip":
            inner = _ZipEntry()
        case "bzip2":
            inner = _Bounded(bz2.BZ2Decompressor())
        case "xz":
            inner = _Bounded(lzma.LZMADecompressor())
        case "parquet":
            inner = _Parquet()
        case other:
            raise ValueError(f"nobody knows how to unpack {other!r}")
    return _Armoured(armour, inner) if armour else inner


def begins_with_zlib(beginning: bytes | bytearray) -> bool:
    """Whether an item begins as zlib streams do; two bytes are too few to look for them elsewhere."""
    return beginning[:1] == b"\x78" and beginning[1:2] in ZLIB_LEVELS
