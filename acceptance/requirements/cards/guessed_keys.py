"""Keys that are none: words that everybody tries first, names of settings, and whatever the profile names."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from acceptance.suite import Suite

WHOSE = ("", "card", "cards", "pan", "hash", "hashing", "lookup", "hmac", "vault", "token", "app", "data", "pci", "my")
WHAT = (
    "key",
    "lookup_key",
    "secret",
    "salt",
    "pepper",
    "hmac_key",
    "hash_key",
    "hash_secret",
    "hash_salt",
    "secret_key",
    "seed",
)
BETWEEN = ("_", "-", "")
USUAL = (
    *("", "secret", "password", "changeme", "change-me", "change_me", "default", "test", "dev", "prod", "staging"),
    *("admin", "root", "key", "none", "null", "undefined", "nil", "todo", "xxx", "foo", "example", "s3cr3t", "letmein"),
    *("pan", "card", "cards", "vault", "0", "1", "123456", "12345678", "0123456789abcdef", "supersecret", "topsecret"),
)
BEHIND = ("", "1", "123", "!", "2024", "2025", "2026")
AS_A_SETTING = ("{}", "${{{}}}", "${}", "%({})s", "{{{{{}}}}}", "{{{{ {} }}}}", "<{}>", "env.{}", "os.environ['{}']")
ZEROS = tuple(byte * size for byte in (b"\0", b"0", b"\xff") for size in (8, 16, 20, 24, 32, 48, 64))
WORD = re.compile(r"[A-Za-z0-9_.@-]{2,64}")


def keys(suite: Suite) -> list[bytes]:
    """Every such word as it is, in small and in capital letters, and the digests that are made of words for keys."""
    words = dict.fromkeys([*_usual(), *_named(suite.profile)])
    cased = dict.fromkeys(form for word in words for form in (word, word.lower(), word.upper(), word.capitalize()))
    texts = [word.encode() for word in cased]
    derived = [hashlib.sha256(word).digest() for word in texts]
    return [*dict.fromkeys([*texts, *(name.encode() for name in _settings()), *ZEROS, *derived])]


def _usual() -> Iterator[str]:
    return (word + end for word in USUAL for end in BEHIND)


def _settings() -> Iterator[str]:
    names = {
        mark.join(part for part in (whose, what.replace("_", mark)) if part)
        for whose, what, mark in itertools.product(WHOSE, WHAT, BETWEEN)
    }
    cased = sorted(names | {name.upper() for name in names})
    return (form.format(name) for name in cased for form in AS_A_SETTING)


def _named(told: Any) -> Iterator[str]:
    """Every word of the profile but its secrets: of services, users, topics, buckets, tables, paths and fields."""
    if isinstance(told, BaseModel):
        told = {name: getattr(told, name) for name in type(told).model_fields}
    if isinstance(told, Mapping):
        yield from _named([*told.keys(), *told.values()])
    elif isinstance(told, list | tuple | set | frozenset):
        for one in told:
            yield from _named(one)
    elif isinstance(told, str):
        yield from WORD.findall(told)
