"""Stored values that give their number away."""

import base64

from acceptance.requirements.cards.sealing import alike, altered, read_without_key, same_stream

PAN = "4000221234567893"


def test_what_is_only_encoded_gives_itself_away() -> None:
    encoded = b"enc:" + base64.b64encode(PAN.encode())
    assert read_without_key(PAN, encoded) == ["base64"]
    assert read_without_key(PAN, bytes(byte ^ 0x5A for byte in PAN.encode()))
    assert read_without_key(PAN, bytes.fromhex(PAN)) == ["as it is"]


def test_two_numbers_under_one_stream_are_seen() -> None:
    other, stream = "4000229876543210", bytes(range(40, 56))
    values = tuple(bytes(a ^ b for a, b in zip(number.encode(), stream, strict=True)) for number in (PAN, other))
    assert same_stream((PAN, other), values)  # type: ignore[arg-type]


def test_every_alteration_changes_something() -> None:
    value = bytes(40)
    assert all(changed != value for changed in altered(value).values())


def test_a_column_that_repeats_itself_for_one_number_is_seen_and_short_ones_are_not() -> None:
    first = {"sealed": b"\x01" * 16, "quick": b"\x07" * 16, "last_four": "7893", "owner": "one customer"}
    second = {"sealed": b"\x02" * 16, "quick": b"\x07" * 16, "last_four": "7893", "owner": "another one"}
    other = {"sealed": b"\x03" * 16, "quick": b"\x08" * 16, "last_four": "1234", "owner": "another one"}
    assert alike((first, second), other) == ["quick"]


def test_what_is_cut_off_or_not_padded_gives_itself_away_too() -> None:
    assert "base64" in read_without_key(PAN, base64.b64encode(b"x" + PAN.encode()).rstrip(b"="))
    assert read_without_key(PAN, bytes(byte + 100 for byte in PAN.encode())) == ["each byte changed alike"]
    assert read_without_key(PAN, b"nothing of it 4000221234567894") == []
