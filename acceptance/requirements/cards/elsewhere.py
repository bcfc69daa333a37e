"""Everything that stands in the database, in whatever row, table or setting: as a key, a salt, or a hidden number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.database_reach import DatabaseReach
from acceptance.profile.audit import DatabaseIdentity
from acceptance.profile.services import Database
from acceptance.profile.stores import DatabaseStore
from acceptance.requirements.cards.hashes import LONGEST_WORD, PARTS
from acceptance.requirements.cards.sealing import changed_alike
from acceptance.suite import Suite

SHORTEST_WORD = 4
MOST_OF_A_COLUMN = 2_000
WORDS = re.compile(r"[A-Za-z0-9+/_.=-]{4,128}")


@dataclass(frozen=True)
class Value:
    """A value, and the column or the place of the catalogue in which it stands."""

    place: str
    value: Any


def everything(suite: Suite) -> list[Value]:
    """Every value in the platform's database, read by the identity that searches it.

    Raises:
        NotAssessed: the profile has no such identity.
        Inconclusive: a table has more rows than are read.
    """
    stores = [store for store in suite.profile.stores.values() if isinstance(store, DatabaseStore)]
    if not stores:
        raise NotAssessed("the profile's stores have no database that may be read as a whole", Cause.BINDING)
    identity = DatabaseIdentity(user=stores[0].user, password=stores[0].password)
    reach = DatabaseReach(suite.profile.service(Database), identity, suite.profile.permissions)
    values, cut = reach.everything()
    if cut:
        inconclusive(f"tables with more rows than are read here: {', '.join(cut)}", Cause.ENVIRONMENT)
    return [Value(place, value) for place, value in values]


def words(values: Iterable[Value]) -> list[bytes]:
    """What may be a salt or a key: short values as they are and in bytes, and the words of longer ones.

    Of a column with more different ones those that stand last are taken, `MOST_OF_A_COLUMN` of them: what was written
    lately stands there.
    """
    by_place: dict[str, dict[bytes, None]] = {}
    for one in values:
        known = by_place.setdefault(one.place, {})
        for word in _words_of(one.value):
            if SHORTEST_WORD <= len(word) <= LONGEST_WORD:
                known.pop(word, None)
                known[word] = None
    return [*dict.fromkeys(word for known in by_place.values() for word in [*known][-MOST_OF_A_COLUMN:])]


def hidden(values: Iterable[Value], numbers: Sequence[str]) -> list[str]:
    """Where the digits of a number stand with each of their bytes changed in the same way."""
    return sorted({one.place for one in values for raw in _raw(one.value) if changed_alike(numbers, raw)})


def _words_of(value: Any) -> Iterable[bytes]:
    if isinstance(value, dict):
        return [word for leaf in value.values() for word in _words_of(leaf)]
    if isinstance(value, list | tuple):
        return [word for leaf in value for word in _words_of(leaf)]
    if isinstance(value, bytes | memoryview):
        return [bytes(value)]
    text = str(value)
    several = {text.strip(), *PARTS.split(text)} | (set(WORDS.findall(text)) if len(text) > LONGEST_WORD else set())
    return [one.encode() for one in several] + [raw for one in several if (raw := _hex(one))]


def _hex(word: str) -> bytes:
    try:
        return bytes.fromhex(word) if len(word) >= 2 * SHORTEST_WORD else b""
    except ValueError:
        return b""


def _raw(value: Any) -> Iterable[bytes]:
    if isinstance(value, bytes | memoryview):
        return [bytes(value)]
    return [str(value).encode()] if isinstance(value, str | dict | list) else []
