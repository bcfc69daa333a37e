"""Codes, tracks and PINs of cards, each unlike any other, handed in where cards are."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from acceptance.platform.answers import Answer
from acceptance.requirements.cards.keeping import hand_in
from acceptance.requirements.cards.ways_in import Offered
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

FIELDS = {"security code": ("cvv", "cvc2"), "track": ("track2", "track_data"), "PIN": ("pin_block", "pin")}
"""Each kind of secret -> names that senders give to its field."""


def secret(suite: Suite, kind: str, number: Canary) -> Canary:
    """A secret that can be searched for: three digits could not, so the code is a long word."""
    match kind:
        case "security code":
            return suite.canary("text")
        case "track":
            return suite.canary("text", f";{number.value}=2812{secrets.randbelow(10**13):013d}?")
        case "PIN":
            return suite.canary("text", secrets.token_hex(8).upper())
        case other:
            raise ValueError(f"unknown secret {other!r}")


def offer(suite: Suite, kind: str, way: str, customer: Customer) -> list[Offered]:
    """Hands a secret in beside a card number, once under each name that its field may have."""
    offered = []
    for field in FIELDS[kind]:
        number = suite.card_number()
        value = secret(suite, kind, number)
        answer = _send(suite, way, customer, number.value, {field: value.value})
        name = f"{kind} {way}, as {field}"
        offered += [Offered(name, value, answer), Offered(f"number beside {name}", number, answer)]
    return offered


def _send(suite: Suite, way: str, customer: Customer, number: str, more: Mapping[str, Any]) -> Answer | None:
    match way:
        case "with the customer's card":
            return hand_in(suite, customer, number, **more)
        case "with a scoring request":
            return suite.platform.operations.try_("score", more=more, **customer.words())
        case "inside the figures of a scoring request":
            nested = {"card": dict(more), **more} if more else {}
            return suite.platform.operations.try_("score", more=nested, **customer.words())
        case "with a card payment":
            template = suite.profile.messages.get("card_payment")
            words = {
                "customer_id": customer.customer_id,
                "card_number": number,
                "amount": 20.5,
                "event_time": datetime.now(UTC).isoformat(),
            }
            if template is None:
                suite.platform.events.send("card_payment", correlation="", **words)  # says that there is none
                return None
            correlation = str(uuid4())
            body = json.loads(suite.platform.events.body_of(template, words, correlation)) | dict(more)
            value = json.dumps(body).encode()
            suite.platform.events.send_raw(template.topic, customer.customer_id, value, correlation)
            return None
        case other:
            raise ValueError(f"unknown way {other!r}")


def without_secret(suite: Suite, way: str, customer: Customer) -> Answer | None:
    """What comes of the same without a secret; None where nobody answers."""
    return _send(suite, way, customer, suite.card_number().value, {})


def unexplained(offered: list[Offered], without: Answer | None) -> list[str]:
    """What was refused without a word on which field was wrong, where the same without a secret is refused as well."""
    if without is not None and without.succeeded:
        return []
    told = []
    for one in offered:
        if one.answer is None or one.answer.succeeded or one.way.startswith("number beside"):
            continue
        field = one.way.rsplit(" as ", 1)[1]
        if field not in one.answer.exchange.body.decode("utf-8", "replace"):
            told.append(f"{one.way}: refused with {one.answer.status}, the field is not named")
    return told
