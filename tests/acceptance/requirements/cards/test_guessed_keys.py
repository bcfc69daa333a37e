"""Words that everybody tries first are among the keys, in each form in which they are taken for one."""

from __future__ import annotations

import hashlib
import hmac
from types import SimpleNamespace
from typing import Any

from pydantic import SecretStr

from acceptance.requirements.cards.guessed_keys import keys
from acceptance.requirements.cards.hashes import guessable

NUMBER = "4000221234567899"
SUITE: Any = SimpleNamespace(
    profile={"services": {"events": {"topics": ["scores.v2"], "password": SecretStr("only-ours-7")}}}
)
KEYS = keys(SUITE)


NONE_AT_ALL = (
    *(
        b"",
        b"secret",
        b"CHANGEME",
        b"Password123",
        b"CARD_HASH_KEY",
        b"${PAN_SALT}",
        b"{{ hmac_key }}",
        b"vault-pepper",
    ),
    *(b"vault-pepper", b"scores.v2", b"EVENTS", b"0" * 16, hashlib.sha256(b"secret").digest()),
)


def test_a_key_that_is_none_is_found_by_trying() -> None:
    row = {key.decode("latin-1"): hmac.digest(key, NUMBER.encode(), "sha256") for key in NONE_AT_ALL}
    assert {match.column for match in guessable(NUMBER, row, KEYS)} == set(row)


def test_a_key_of_its_own_is_not_found_and_secrets_of_the_profile_are_not_tried() -> None:
    row = {"lookup": hmac.digest(b"9f1c7d33e0", NUMBER.encode(), "sha256")}
    assert guessable(NUMBER, row, KEYS) == []
    assert not any(b"only-ours" in key for key in KEYS)
    assert len(KEYS) < 30_000
