"""What the naive check lets pass: salted digests, keys that lie beside, pieces that fit together, encodings."""

import base64
import hashlib
import hmac
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.requirements.cards.channels import reads_as_a_number
from acceptance.requirements.cards.display import positions_shown
from acceptance.requirements.cards.hashes import ALGORITHMS, candidates, found_by_trying, guessable
from acceptance.requirements.cards.keeping import same_shape
from acceptance.requirements.cards.sealing import altered, read_without_key, same_stream

PAN = "4000221234567893"


def digest(name: str, text: bytes) -> Any:
    return getattr(hashlib, name)(text)


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize(
    "make",
    [
        lambda n: digest(n, PAN.encode()).hexdigest(),
        lambda n: digest(n, PAN.encode()).digest(),
        lambda n: base64.b64encode(digest(n, PAN.encode()).digest()).decode(),
        lambda n: digest(n, b"c-7" + PAN.encode()).hexdigest(),
        lambda n: digest(n, PAN.encode() + b":c-7").hexdigest().upper(),
        lambda n: digest(n, digest(n, PAN.encode()).digest()).hexdigest(),
        lambda n: digest(n, PAN.encode()).hexdigest()[:20],
        lambda n: f"{n}$" + digest(n, PAN.encode() + b"2026-11-25").hexdigest(),
        lambda n: hmac.digest(b"k1", PAN.encode(), n),
    ],
)
def test_a_digest_that_anybody_can_compute_is_found(name: str, make: Any) -> None:
    row = {"customer": "c-7", "key": "k1", "day": "2026-11-25", "print": make(name)}
    assert guessable(PAN, row)


def test_a_hash_with_a_key_that_lies_elsewhere_is_not_taken_for_a_plain_one() -> None:
    row = {"customer": "c-7", "key": "k1", "print": hmac.digest(b"\x07" * 32, PAN.encode(), "sha256")}
    assert guessable(PAN, row) == []
    assert found_by_trying(PAN[:6], PAN[-4:], 16, row) == []


def test_all_candidates_are_tried_with_every_algorithm_in_5_s() -> None:
    row = {"print": hashlib.blake2s(PAN.encode()).hexdigest()}
    started = time.process_time()
    assert [str(match) for match in found_by_trying(PAN[:6], PAN[-4:], 16, row)] == ["print: blake2s"]
    assert time.process_time() - started < 5


def test_the_candidates_are_100000_different_numbers_and_the_true_one_is_among_them() -> None:
    numbers = set(candidates(PAN[:6], PAN[-4:], 16))
    assert len(numbers) == 100_000
    assert PAN.encode() in numbers


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("400022******7893", {1, 2, 3, 4, 5, 6, 13, 14, 15, 16}),
        ("******7893", {13, 14, 15, 16}),
        ("4000 22** **** 7893", {1, 2, 3, 4, 5, 6, 13, 14, 15, 16}),
        ("ending in 7893", {13, 14, 15, 16}),
        ("40002212XXXX7893", {1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 15, 16}),
        ("card-400022123.json", set(range(1, 10))),
        ("34567893", set(range(9, 17))),
        ("4000-2212-3456-7893", set(range(1, 17))),
        (PAN, set(range(1, 17))),
        ('{"score": 620, "year": 1971, "token": "ct-abc"}', set()),
        ("2026-11-25T19:00:12.345678+00:00", set()),
    ],
)
def test_the_positions_that_a_text_shows(text: str, positions: set[int]) -> None:
    assert positions_shown(PAN, text) == positions


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


def test_records_of_another_shape_are_seen() -> None:
    assert same_shape({"a": b"12", "b": "x"}, {"a": b"34", "b": "y"}) == []
    assert same_shape({"a": b"12", "b": "x"}, {"a": b"345", "b": "x", "c": None}) == ["a", "c"]


@given(st.uuids(), st.binary(min_size=12, max_size=64), st.sampled_from(["{}", "c-{}", "ct_{}", "{}:{}"]))
def test_a_random_identifier_does_not_read_as_a_number(identifier: Any, digest_: bytes, form: str) -> None:
    for text in (str(identifier), digest_.hex() + "a"):
        assert reads_as_a_number({"id": form.format(text, text)}) == []


@pytest.mark.parametrize("form", ["{}", "card-{}", "x{}y", "{} 12/27", "[{}]"])
@pytest.mark.parametrize("mark", ["", " ", "-", "."])
def test_a_number_does_however_it_is_written(form: str, mark: str) -> None:
    written = mark.join(PAN[at : at + 4] for at in range(0, 16, 4))
    assert reads_as_a_number({"a": "nothing", "b": form.format(written)}) == ["b"]
    assert reads_as_a_number({"b": form.format(written).encode()}) == ["b"]
