"""What each way of reading a card returns to somebody without the duty to see its number."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from stdnum import luhn

from acceptance.instruments.search.finder import Finder
from acceptance.platform import personal_account
from acceptance.profile.cards import Cards
from acceptance.profile.services import Database
from acceptance.record.redaction import holds_any
from acceptance.requirements.cards.display import read_surface
from acceptance.requirements.cards.keeping import Kept, keep, stored
from acceptance.subjects.canaries import Canary
from acceptance.subjects.cards import as_spoken
from acceptance.suite import Suite

LONG_NUMBER = re.compile(
    r"(?<![0-9])(?:[0-9]{13,19}"
    r"|[0-9]{4}([ ._-])[0-9]{4}\1[0-9]{4}\1[0-9]{1,7}|[0-9]{4}([ ._-])[0-9]{6}\2[0-9]{4,5})(?![0-9])"
)
"""In one piece, or in the groups in which cards show it, whatever stands beside it."""
SCHEMES = re.compile(
    r"4(\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(0[0-59]|[689]\d)\d{11,16}|35\d{14,17}|6\d{12,18}|5[0678]\d{11,17}|9[0-9]\d{14}"
)
"""What payment schemes give out, by first digits and length: times in any unit and most numbers of records are none."""
BY_CHANCE = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?<![0-9a-f])(?=[0-9]*[a-f])[0-9a-f]{24,}(?![0-9a-f])", re.I
)
"""Random identifiers and digests: one in five hundred holds digits that look like a card number."""


def contents(suite: Suite, kept: Kept) -> dict[str, str]:
    """What each way returns about a card, as text."""
    found = {"the stored rows": _as_text(stored(suite, kept.customer))}
    cards = suite.profile.agreed(Cards)
    if cards.read_by_sql is not None:
        database, words = suite.profile.service(Database), {"token": kept.token}
        rows = personal_account.run(database, cards.read_by_sql, suite.profile.permissions, "synthetic", words)
        found[f"the database, as {cards.read_by_sql.user}"] = _as_text(rows)
    for name, surface in cards.surfaces.items():
        for identity in surface.identities:
            found[f"{name}, as {identity}"] = read_surface(suite, surface, identity, kept)
    return found


def tells_of(text: str, kept: Kept) -> bool:
    """Whether a text is about the card: it names its token or its customer."""
    return kept.token in text or kept.customer.customer_id in text


def holds(text: str, number: Canary) -> bool:
    """Whether a text holds the number in any encoding that a search knows."""
    return holds_any(text, as_spoken(number.value)) or bool(Finder([number]).find(text.encode("utf-8", "replace"))[0])


def reads_as_a_number(row: Mapping[str, Any]) -> list[str]:
    """The columns of a row that hold a number that may be a card's, outside of random identifiers.

    It has a valid check digit, and the first digits and the length of a payment scheme.
    """
    return sorted(
        name
        for name, value in row.items()
        for match in LONG_NUMBER.finditer(BY_CHANCE.sub(" ", _plain(value)))
        if may_be_a_card(re.sub("[^0-9]", "", match.group()))
    )


def may_be_a_card(digits: str) -> bool:
    """Whether digits may be a card's number; of a thousand times in milliseconds none may.

    >>> may_be_a_card("4000221234567893"), may_be_a_card("1764475200005")
    (True, False)
    """
    return bool(SCHEMES.fullmatch(digits)) and luhn.is_valid(digits)


def make_sure_there_is_a_card(suite: Suite) -> None:
    """Keeps a card where none is stored and one may be made here."""
    if not suite.platform.populations.raw("all_stored_cards"):
        keep(suite)


def _as_text(rows: Any) -> str:
    return json.dumps([{name: _plain(value) for name, value in row.items()} for row in rows])


def _plain(value: Any) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
