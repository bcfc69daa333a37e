"""Parties outside the platform: seeding them, and making their sandbox misbehave for a while."""

from __future__ import annotations

from typing import Any

from acceptance.leftovers import Undoing
from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.bindings import Integration
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

PARTIES = ("customer system", "credit bureau", "message service")
MISBEHAVIOUR = {
    "does not answer": "timeout",
    "refuses": "refuse",
    "answers nonsense": "nonsense",
    "answers about somebody else": "stranger",
    "reports an impossible score": "impossible",
}


def party(suite: Suite, title: str) -> Integration:
    """The integration that the profile calls by this title."""
    found = next((i for i in suite.profile.integrations.values() if i.title == title), None)
    if found is None:
        raise NotAssessed(f"the profile names no {title!r}", Cause.BINDING)
    return found


def introduce(suite: Suite, title: str, customer: Customer, **changed: Any) -> None:
    """Makes the party know a customer, until the end of the scenario."""
    found = party(suite, title)
    if found.seed is None or found.remove is None:
        raise NotAssessed(f"the profile does not say how the {title} learns of a customer", Cause.BINDING)
    suite.owe("operation", found.remove, act=found.seed, customer_id=customer.customer_id)
    suite.platform.operations.do(found.seed, **{**customer.words(), **changed})


def misbehave(suite: Suite, title: str, how: str) -> Undoing:
    """Makes the party misbehave until the returned undoing is settled, at the latest at the end of the scenario."""
    found = party(suite, title)
    operation = next((name for kind, name in found.faults.items() if kind == MISBEHAVIOUR[how]), None)
    if operation is None or found.restore is None:
        raise NotAssessed(f"the profile does not say how the sandbox of the {title} {how}", Cause.BINDING)
    restore = suite.owe("operation", found.restore, act=operation)
    suite.platform.operations.do(operation)
    return restore
