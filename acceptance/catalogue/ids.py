"""Short ids for what a scenario executes and reads, so that a claim can say in one line what it rests on.

An id is 24 bits of the name's SHA-256, in four characters. That two names of one tree share an id is rare, and
harmless: the claim then rests on both of them, where it is made and wherever it is read. So a change of the wrong one
makes it stale once too often; a change of the right one is never missed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

ID = "[A-Za-z0-9_-]{4}"
"""An id, as a regular expression."""


def id_of(name: str) -> str:
    """The id of a function such as `acceptance/checks.py:check`, of a block of a profile, or of a module."""
    return base64.urlsafe_b64encode(hashlib.sha256(name.encode()).digest()[:3]).decode()


def ids_of(names: Iterable[str]) -> frozenset[str]:
    """The ids of names."""
    return frozenset(map(id_of, names))


def written(ids: Iterable[str]) -> str:
    """Ids as one word."""
    return "".join(sorted(ids))


def read(word: str) -> frozenset[str]:
    """The ids of such a word."""
    return frozenset(word[start : start + 4] for start in range(0, len(word), 4))
