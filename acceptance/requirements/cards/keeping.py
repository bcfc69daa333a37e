"""Cards of fictitious customers in the platform's vault: handed in, listed, read and altered through the profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.profile.audit import Audit
from acceptance.profile.cards import Cards, Duty
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

AS_THE_CARD, WITH_A_PAYMENT = "as the customer's card", "with a card payment"


@dataclass(frozen=True)
class Kept:
    """A card that the platform took: whose it is, its number, and the token that stands for it."""

    customer: Customer
    number: Canary
    token: str


def bound(value: Any, what: str) -> Any:
    """A part of the block `cards`; raises NotAssessed where it is missing."""
    if not value:
        raise NotAssessed(f"the profile's block 'cards' does not say {what}", Cause.BINDING)
    return value


def duty(suite: Suite) -> Duty:
    """Who may read whole numbers."""
    found: Duty = bound(suite.profile.agreed(Cards).numbers, "who may read a whole number (numbers)")
    return found


def hand_in(suite: Suite, customer: Customer, number: str, **more: Any) -> Answer:
    """Hands a customer's card in, whatever comes of it; `more` are further fields."""
    return suite.platform.operations.try_("store_card", more=more, customer_id=customer.customer_id, card_number=number)


def pay(suite: Suite, customer: Customer, number: str, days_ago: float = 0) -> None:
    """Sends a payment by card; `days_ago` is when it was made."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    words = {"customer_id": customer.customer_id, "card_number": number, "amount": 20.5, "event_time": at.isoformat()}
    suite.platform.events.send("card_payment", correlation=str(uuid4()), **words)


def comes(suite: Suite, way: str, customer: Customer, number: str) -> None:
    """Hands a card number in at a place that is meant for it.

    Raises:
        OperationFailed: it was not taken.
    """
    if way == WITH_A_PAYMENT:
        pay(suite, customer, number)
    else:
        suite.platform.operations.do("store_card", customer_id=customer.customer_id, card_number=number)


def keep(suite: Suite, customer: Customer | None = None, number: Canary | None = None) -> Kept:
    """A card that the platform keeps for a fictitious customer.

    Raises:
        OperationFailed, Inconclusive: it was not taken.
    """
    customer, number = customer or suite.customer(), number or suite.card_number()
    words = {"customer_id": customer.customer_id, "card_number": number.value}
    answer = suite.platform.operations.do("store_card", **words)
    token = answer.words.get("token")
    if not isinstance(token, str) or not token:
        inconclusive("a card was taken, but the answer names no token", Cause.PLATFORM)
    return Kept(customer, number, token)


def tokens_of(suite: Suite, customer: Customer) -> list[str]:
    """The tokens of a customer's cards."""
    return [
        str(card["token"])
        for card in suite.platform.populations.read("cards_of_customer", customer_id=customer.customer_id)
    ]


def stored(suite: Suite, customer: Customer) -> list[Mapping[str, Any]]:
    """The rows in which the cards of a customer are stored, with all their columns, as they are."""
    rows = suite.platform.populations.raw("stored_cards", customer_id=customer.customer_id)
    return [{name: _bytes_as_they_are(value) for name, value in row.items()} for row in rows]


def the_row(suite: Suite, kept: Kept) -> Mapping[str, Any]:
    """The one row of a card.

    Raises:
        Inconclusive: there is none, or more than one.
    """
    rows = [row for row in stored(suite, kept.customer) if kept.token in row.values()]
    if len(rows) != 1:
        inconclusive(f"of a card that was just kept, {len(rows)} stored rows are found", Cause.PLATFORM)
    return rows[0]


def key_of(suite: Suite, kept: Kept) -> str:
    """The id of the key under which a card is stored.

    Raises:
        Inconclusive: it is not told.
    """
    rows = suite.platform.populations.read("stored_cards", customer_id=kept.customer.customer_id)
    ids = [str(row["key"]) for row in rows if row["token"] == kept.token and row["key"]]
    if len(ids) != 1:
        inconclusive("the stored card does not tell under which key it is", Cause.PLATFORM)
    return ids[0]


def read_number(suite: Suite, token: str, identity: str | None = None, correlation: str = "") -> Answer:
    """Reads the whole number of a card, by default as the first person who may."""
    who = identity or next(iter(duty(suite).people))
    headers = {suite.profile.agreed(Audit).correlation_header: correlation} if correlation else None
    return suite.platform.operations.try_("read_card_number", identity=who, headers=headers, token_of_card=token)


def same_shape(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The columns in which two stored cards differ in more than their values: missing, or of another length."""
    lengths = [{name: _length(value) for name, value in row.items()} for row in (one, other)]
    names = lengths[0].keys() | lengths[1].keys()
    return sorted(name for name in names if lengths[0].get(name, -1) != lengths[1].get(name, -1))


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | bytes) else -2 if value is None else -3


def _bytes_as_they_are(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
