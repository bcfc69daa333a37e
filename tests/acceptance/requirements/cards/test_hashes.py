"""Hashes that anybody can compute are found, and others are not taken for them."""

import base64
import hashlib
import hmac
import time
import uuid
from typing import Any

import pytest

from acceptance.requirements.cards.hashes import ALGORITHMS, candidates, found_by_trying, guessable

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


SHA, SALT = hashlib.sha256(PAN.encode()), b"0123456789abcdef"


@pytest.mark.parametrize(
    "stored",
    [
        uuid.UUID(hashlib.md5(PAN.encode(), usedforsecurity=False).hexdigest()),
        base64.urlsafe_b64encode(SHA.digest()).decode().rstrip("="),
        base64.b32encode(SHA.digest()).decode().lower().rstrip("="),
        ":".join(f"{byte:02x}" for byte in SHA.digest()),
        int.from_bytes(SHA.digest()[:8], "big", signed=True),
        str(int.from_bytes(SHA.digest(), "big")),
        {"card": [{"print": SHA.hexdigest()}]},
        list(SHA.digest()),
        SHA.hexdigest()[-20:],
        SALT + hashlib.sha256(SALT + PAN.encode()).digest(),
        hashlib.pbkdf2_hmac("sha256", PAN.encode(), b"2026-11-25", 1000).hex(),
        hashlib.sha512(PAN.encode("utf-16-le")).hexdigest(),
        hashlib.md5(SHA.hexdigest().encode(), usedforsecurity=False).hexdigest(),
    ],
)
def test_a_digest_is_found_in_whatever_notation_it_stands(stored: Any) -> None:
    assert guessable(PAN, {"customer": "c-7", "day": "2026-11-25", "print": stored})


def test_a_key_that_stands_anywhere_else_is_found_where_its_words_are_handed_in() -> None:
    row = {"customer": "c-7", "print": hmac.digest(b"pepper of the year", PAN.encode(), "sha256")}
    assert guessable(PAN, row, [b"salt", b"pepper of the year"])
    assert guessable(PAN, row, [b"salt", b"pepper of last year"]) == []


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
