"""The watch reads what a compressed object holds, and is not stopped by one that is broken or too large."""

from __future__ import annotations

import gzip

from reference_platform.vault.watch import LARGEST, unpacked


def test_a_compressed_object_is_read_as_what_it_holds() -> None:
    assert unpacked(gzip.compress(b"paid with 4")) == b"paid with 4"
    assert unpacked(b"paid with 4") == b"paid with 4"


def test_a_broken_one_is_read_as_it_lies_there_and_a_huge_one_only_so_far() -> None:
    assert unpacked(b"\x1f\x8bnothing") == b"\x1f\x8bnothing"
    assert len(unpacked(gzip.compress(bytes(LARGEST + 1000)))) == LARGEST
