"""Acts about customers, each by somebody who claims to be somebody else, and whom the platform names for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.outcome import Cause
from acceptance.platform.answers import Answer
from acceptance.platform.told import Told
from acceptance.profile.privacy import Privacy
from acceptance.requirements.access import claimed
from acceptance.requirements.customers import basis
from acceptance.requirements.customers.basis import Recorded
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite


@dataclass(frozen=True)
class Done:
    """An act about a customer: by which identity, with which claim, between which times, and what came of it."""

    customer: Customer
    identity: str
    claim: str
    begun: datetime
    ended: datetime
    answer: Answer


def bases_recorded(suite: Suite) -> list[Done]:
    """A basis for scoring, recorded by everybody who may record one, and by the usual one with every claim."""
    usual, *others = claimed.rightful(suite, "record_basis")
    acts = [(usual, claim) for claim in claimed.WAYS] + [(one, claimed.NOTHING) for one in others]
    word = suite.profile.agreed(Privacy).word
    words = {"purpose": word("scoring"), "basis": word("consent")}
    done = [
        _done(suite, "record_basis", who, claim, text_version=f"acceptance-{uuid4().hex[:8]}", **words)
        for who, claim in acts
    ]
    return [one for one in done if one.answer.succeeded]


def erasures(suite: Suite) -> list[Done]:
    """Customers erased at the wish of whoever may see to it, with every claim."""
    usual = claimed.rightful(suite, "remove_customer")[0]
    return [_done(suite, "remove_customer", usual, claim) for claim in claimed.WAYS]


def _done(suite: Suite, operation: str, identity: str, claim: str, **words: Any) -> Done:
    customer = suite.customer(lawful_basis=operation != "record_basis")
    begun = datetime.now(UTC)
    number = customer.customer_id
    answer = claimed.by_every_way(suite, operation, claim, identity=identity, customer_id=number, **words)
    return Done(customer, identity, claim, begun, datetime.now(UTC), answer)


def record_of_erasure(suite: Suite, done: Done) -> Told:
    """What the platform tells of an erasure now."""
    number = {"customer_id": done.customer.customer_id, **done.answer.words}
    return suite.platform.operations.try_("read_erasure", **number).words


def recorded_by(suite: Suite, done: Done) -> tuple[str, str]:
    """Whom the register names for a basis, and the channel of it.

    Raises:
        Inconclusive: the register has not exactly one entry about the customer.
    """
    entries = basis.register(suite, done.customer)
    if len(entries) != 1:
        inconclusive(f"the register has {len(entries)} entries about a customer with one basis", Cause.PLATFORM)
    return str(entries[0]["recorded_by"]), str(entries[0]["channel"])


def channel_told(suite: Suite) -> str | None:
    """The channel that the profile's operation names when a basis is recorded; None where it names none."""
    body = suite.platform.operations.bound("record_basis").body
    field = str(suite.profile.populations["lawful_bases"].fields.get("channel", "")).rpartition(".")[2]
    told = body.get(field) if isinstance(body, dict) else None
    return told if isinstance(told, str) and "{" not in told else None


def ended(suite: Suite) -> list[tuple[Recorded, str, datetime, datetime]]:
    """Bases that ended by a withdrawal and by an objection: how, and between which times."""
    found = []
    for ending, kind in (("withdrawal", "consent"), ("objection", "legitimate interests")):
        recorded = basis.record(suite, suite.customer(lawful_basis=False), "scoring", kind)
        begun = datetime.now(UTC)
        basis.end(suite, recorded.customer, ending)
        found.append((recorded, ending, begun, datetime.now(UTC)))
    return found
