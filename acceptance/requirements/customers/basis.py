"""The lawful basis on which a customer is scored: recorded, ended, and what is left of a refused request."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from hamcrest import greater_than, has_length, is_

from acceptance.checks import check_within
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.told import Told
from acceptance.profile.privacy import Privacy
from acceptance.requirements.service.flows import (
    Listener,
    Sent,
    about,
    messages_about,
    passed_over,
    rejected,
    send,
    send_request_from_stored_figures,
)
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

NO_BASIS = "no recorded basis"
MARKETING_ONLY = "a recorded basis for marketing only"
WITHDRAWN = "a consent that was withdrawn"
REPLACED_BY_MARKETING = "a consent that was withdrawn, beside one to marketing"
OBJECTED = "legitimate interests that the customer objected to"
TRAINING_BY_CONTRACT = "a contract recorded for model training only"
TRAINING_BY_CONSENT = "a consent to model training only"
WITHOUT_BASIS = (
    NO_BASIS,
    MARKETING_ONLY,
    WITHDRAWN,
    REPLACED_BY_MARKETING,
    OBJECTED,
    TRAINING_BY_CONTRACT,
    TRAINING_BY_CONSENT,
)
BASES = ("consent", "contract", "legitimate interests")
"""What features call the bases on which data may be processed; a platform knows those that it has a word for."""
LAST_LOOK_S = 1.0
"""How long is looked for a message when the time of all of them is over: reading takes a moment."""
ENDINGS = {"withdrawal": "withdraw", "objection": "object"}
"""How a basis ends, in the features' words -> the operation of the profile."""
EVENTS = ("customer record", "scoring request")


@dataclass(frozen=True)
class Recorded:
    """A basis as it was handed in, and between which times."""

    customer: Customer
    purpose: str
    basis: str
    text_version: str
    begun: datetime
    ended: datetime


def record(suite: Suite, customer: Customer, purpose: str, basis: str) -> Recorded:
    """Records a basis; purpose and basis are the features' words."""
    text_version = f"acceptance-{uuid4().hex[:8]}"
    begun = datetime.now(UTC)
    suite.platform.operations.do(
        "record_basis",
        customer_id=customer.customer_id,
        purpose=suite.profile.agreed(Privacy).word(purpose),
        basis=suite.profile.agreed(Privacy).word(basis),
        text_version=text_version,
    )
    return Recorded(customer, purpose, basis, text_version, begun, datetime.now(UTC))


def end(suite: Suite, customer: Customer, ending: str, purpose: str = "scoring") -> float:
    """Records a withdrawal or an objection; returns when it was recorded, on the monotonic clock."""
    suite.platform.operations.do(
        ENDINGS[ending], customer_id=customer.customer_id, purpose=suite.profile.agreed(Privacy).word(purpose)
    )
    return time.monotonic()


def without_basis(suite: Suite, customer: Customer, how: str) -> None:
    """Brings a new customer into one of the states in which nobody may score."""
    if how not in WITHOUT_BASIS:
        raise ValueError(f"unknown state {how!r}")
    if how in (MARKETING_ONLY, REPLACED_BY_MARKETING):
        record(suite, customer, "marketing", "consent")
    if how in (TRAINING_BY_CONTRACT, TRAINING_BY_CONSENT):
        record(suite, customer, "training", "contract" if how == TRAINING_BY_CONTRACT else "consent")
    if how in (WITHDRAWN, REPLACED_BY_MARKETING):
        record(suite, customer, "scoring", "consent")
        end(suite, customer, "withdrawal")
    if how == OBJECTED:
        record(suite, customer, "scoring", "legitimate interests")
        end(suite, customer, "objection")


@dataclass(frozen=True)
class Pair:
    """A basis recorded for one purpose, a score asked for another or the same one, and what came of it."""

    customer: Customer
    recorded: str
    basis: str
    asked: str
    answer: Answer

    @property
    def named(self) -> str:
        return f"{self.basis} to {self.recorded} for {self.asked}"


def every_pair(suite: Suite) -> list[Pair]:
    """Asks for a score for each purpose that customers are scored for, with each basis for each purpose there is.

    Raises:
        NotAssessed: the profile does not list its purposes, or only one.
    """
    agreed = suite.profile.agreed(Privacy)
    if len(agreed.recorded) < 2 or not agreed.scored_for:
        raise NotAssessed("the profile lists fewer than two purposes (privacy.recorded, scored_for)", Cause.BINDING)
    return [
        pair
        for recorded in agreed.recorded
        for basis in _known_bases(agreed)
        for pair in _pairs_with(suite, agreed, recorded, basis)
    ]


def _pairs_with(suite: Suite, agreed: Privacy, recorded: str, basis: str) -> list[Pair]:
    customer = suite.customer(lawful_basis=False)
    if not _recorded(suite, customer, recorded, basis):
        return []
    return [
        Pair(customer, recorded, basis, name, suite.platform.operations.try_("score", **{**customer.words(), **said}))
        for name, said in agreed.scored_for.items()
    ]


def with_other_bases(suite: Suite) -> list[Customer]:
    """A customer with each basis for each purpose that nobody is scored for.

    Raises:
        NotAssessed: the profile does not list its purposes, or none besides those that customers are scored for.
    """
    agreed, found = suite.profile.agreed(Privacy), []
    for purpose in (one for one in agreed.recorded if one not in agreed.scored_for):
        for basis in _known_bases(agreed):
            customer = suite.customer(lawful_basis=False)
            if _recorded(suite, customer, purpose, basis):
                found.append(customer)
    if not found:
        raise NotAssessed("the profile lists no purpose that nobody is scored for (privacy.recorded)", Cause.BINDING)
    return found


def _known_bases(agreed: Privacy) -> list[str]:
    return [agreed.words[basis] for basis in BASES if basis in agreed.words]


def _recorded(suite: Suite, customer: Customer, purpose: str, basis: str) -> bool:
    """Whether this platform takes a basis for a purpose: not every one fits every purpose everywhere."""
    words: dict[str, Any] = {"purpose": purpose, "basis": basis, "text_version": "acceptance-1"}
    return suite.platform.operations.try_("record_basis", customer_id=customer.customer_id, **words).succeeded


def register(suite: Suite, customer: Customer) -> list[Told]:
    """Every entry of the register about a customer."""
    return suite.platform.populations.read_if_known("lawful_bases", customer_id=customer.customer_id)


def results_of(suite: Suite, customer: Customer) -> list[str]:
    """The numbers of the results that the platform keeps of a customer, sorted."""
    found = suite.platform.populations.read("results_of_customer", customer_id=customer.customer_id)
    return sorted(str(result["request_id"]) for result in found)


def cached(suite: Suite, customer: Customer) -> list[str]:
    """The keys of cached copies that name a customer; none where there is no cache."""
    return [] if suite.profile.services.cache is None else suite.platform.cache.keys_naming(customer.customer_id)


def left_behind(
    suite: Suite, customer: Customer, listener: Listener, other: Customer, sent: Sequence[Sent] = ()
) -> dict[str, list[str]]:
    """What there is of a customer who was not to be scored, once a later message of another customer came through.

    Args:
        sent: the messages about the customer, for results that name no customer.

    Raises:
        Inconclusive: that later message had no result in time.
        Violated: a result was sent and not kept.
    """
    seen = listener.until_after(other, suite.limits.event_s)
    # A platform may send a result before it is kept; what would be kept of the customer is kept by then, too.
    check_within(
        suite.limits.event_s,
        lambda: results_of(suite, other),
        has_length(greater_than(0)),
        "results kept of the other customer",
    )
    events = [result.words["correlation"] for result in about(suite, seen, customer, sent)]
    return {
        "results": results_of(suite, customer),
        "cached copies": cached(suite, customer),
        "result events": sorted(map(str, events)),
    }


def messages_of(suite: Suite, customer: Customer) -> list[str]:
    """What messages to a customer are about; none where nobody tells of them."""
    try:
        suite.platform.populations.require("notifications", "correlation")
    except NotAssessed:
        return []
    return messages_about(suite, customer)


def events_about(suite: Suite, customer: Customer, times: int = 1) -> list[Sent]:
    """Sends an event of each kind that leads to a score, several times; also one that leaves the figures out."""
    stored = suite.platform.events.offers("scoring_request_from_stored_figures")
    sent = []
    for _ in range(times):
        sent += [send(suite, event, customer) for event in EVENTS]
        sent += [send_request_from_stored_figures(suite, customer)] if stored else []
    return sent


def set_aside(suite: Suite, watch: Any, events: list[Sent]) -> int:
    """How many of the events are among the rejected messages, or passed over where that was agreed, at the deadline.

    The deadline is that of all of them: they are sent before anybody waits for the first.
    """
    ends = time.monotonic() + suite.limits.event_s
    return sum(_set_aside(suite, watch, sent, max(LAST_LOOK_S, ends - time.monotonic())) for sent in events)


def _set_aside(suite: Suite, watch: Any, sent: Sent, left_s: float) -> bool:
    if suite.product.silence is None:
        return bool(rejected(suite, watch, sent.place, left_s))
    check_within(left_s, lambda: passed_over(suite, sent.place), is_(True), "the event was read")
    return True
