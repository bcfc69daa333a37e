"""To whom a message to a customer goes, as far as whoever delivers it tells."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.patience import Wait
from acceptance.record.redaction import holds_any
from acceptance.requirements.service.flows import Sent
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

ASK_EVERY_S = 0.25


def details_told(suite: Suite, customer: Customer) -> list[str]:
    """Which of name and e-mail address the messages to a customer hold.

    Raises:
        NotAssessed: neither, or nobody tells what stands in them.
    """
    details = {"name": customer.name, "email": customer.email}
    text = json.dumps(_messages(suite, customer, None), ensure_ascii=False)
    told = [kind for kind, value in details.items() if holds_any(text, [value])]
    if not told:
        raise NotAssessed("what is told of messages shows neither name nor address", Cause.BINDING)
    return told


def held_by(suite: Suite, customer: Customer, sent: Sent, details: Mapping[str, str]) -> list[str] | None:
    """Which of some details the messages about one event hold; None while there is no such message."""
    found = _messages(suite, customer, sent.correlation)
    text = json.dumps(found, ensure_ascii=False)
    return [name for name, value in details.items() if holds_any(text, [value])] if found else None


def awaited(suite: Suite, customer: Customer, sent: Sent, details: Mapping[str, str]) -> list[str]:
    """As `held_by`, once there is a message.

    Raises:
        Inconclusive: there is none in the time after which all has recovered.
    """
    wait = Wait(suite.limits.recovery_s)
    while (found := held_by(suite, customer, sent, details)) is None:
        if wait.is_over():
            inconclusive("no message about the customer's score came in time", Cause.PLATFORM)
        time.sleep(min(ASK_EVERY_S, wait.left_s))
    return found


def _messages(suite: Suite, customer: Customer, about: str | None) -> list[object]:
    """The messages to a customer as they are told; those about one event if `about` says so."""
    populations = suite.platform.populations
    populations.require("notifications", "correlation")
    found = populations.raw("notifications", customer_id=customer.customer_id)
    return [
        one for one in found if about is None or str(populations.as_told("notifications", one)["correlation"]) == about
    ]
