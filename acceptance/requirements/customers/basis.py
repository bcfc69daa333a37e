"""The lawful basis on which a customer is scored: recorded, ended, and what is left of a refused request."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from hamcrest import equal_to, is_

from acceptance.checks import check_within
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.bindings import Answer, Operations
from acceptance.platform.told import Told
from acceptance.profile.privacy import Privacy
from acceptance.requirements.service.flows import Listener, Sent, about, passed_over, rejected, send
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

NO_BASIS = "no recorded basis"
MARKETING_ONLY = "a recorded basis for marketing only"
WITHDRAWN = "a consent that was withdrawn"
TRAINING_ONLY = "a contract recorded for model training only"
WITHOUT_BASIS = (NO_BASIS, MARKETING_ONLY, WITHDRAWN, TRAINING_ONLY)
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


def end(suite: Suite, customer: Customer, ending: str, purpose: str = "scoring") -> None:
    """Records a withdrawal or an objection."""
    suite.platform.operations.do(
        ENDINGS[ending], customer_id=customer.customer_id, purpose=suite.profile.agreed(Privacy).word(purpose)
    )


def without_basis(suite: Suite, customer: Customer, how: str) -> None:
    """Brings a new customer into one of the states in which nobody may score."""
    if how == MARKETING_ONLY:
        record(suite, customer, "marketing", "consent")
    elif how == TRAINING_ONLY:
        record(suite, customer, "training", "contract")
    elif how == WITHDRAWN:
        record(suite, customer, "scoring", "consent")
        end(suite, customer, "withdrawal")
    elif how != NO_BASIS:
        raise ValueError(f"unknown state {how!r}")


@dataclass(frozen=True)
class Pair:
    """A basis recorded for one purpose, a score asked for another or the same one, and what came of it."""

    recorded: str
    asked: str
    answer: Answer


def every_pair(suite: Suite) -> list[Pair]:
    """Asks for a score for each purpose that customers are scored for, with a basis for each that can be recorded.

    Raises:
        NotAssessed: the profile does not list its purposes, or only one.
    """
    agreed = suite.profile.agreed(Privacy)
    if len(agreed.recorded) < 2 or not agreed.scored_for:
        raise NotAssessed("the profile lists fewer than two purposes (privacy.recorded, scored_for)", Cause.BINDING)
    return [pair for recorded in agreed.recorded for pair in _pairs_with(suite, agreed, recorded)]


def _pairs_with(suite: Suite, agreed: Privacy, recorded: str) -> list[Pair]:
    customer = suite.customer(lawful_basis=False)
    words: dict[str, Any] = {"purpose": recorded, "basis": agreed.word("consent"), "text_version": "acceptance-1"}
    suite.platform.operations.do("record_basis", customer_id=customer.customer_id, **words)
    return [
        Pair(recorded, name, suite.platform.operations.try_("score", **{**customer.words(), **said}))
        for name, said in agreed.scored_for.items()
    ]


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
    """
    seen = listener.until_after(other, suite.limits.event_s)
    events = [result.words["correlation"] for result in about(suite, seen, customer, sent)]
    return {
        "results": results_of(suite, customer),
        "cached copies": cached(suite, customer),
        "result events": sorted(map(str, events)),
    }


def refusals(replicas: Sequence[Operations], customer: Customer) -> set[str | None]:
    """What every replica says to requests, with figures and from stored ones; None stands for one not refused.

    All are asked at once: what must hold at a certain time is not to depend on how long answers take.
    """

    def asked(replica: Operations) -> list[Answer]:
        stored = replica.try_("score_from_stored_figures", customer_id=customer.customer_id)
        return [stored, replica.try_("score", **customer.words())]

    with ThreadPoolExecutor(len(replicas)) as threads:
        answers = [answer for several in threads.map(asked, replicas) for answer in several]
    return {answer.refused_as("not_permitted") for answer in answers}


def check_refused_in_time(suite: Suite, customer: Customer) -> None:
    """Checks that within the agreed time every request is refused as not permitted, and stays so."""
    refused, limit_s = equal_to({"not_permitted"}), suite.limits.withdrawal_s
    with connections_to_all(suite) as replicas:
        check_within(limit_s, lambda: refusals(replicas, customer), refused, "how requests are refused")
        check_within(limit_s, lambda: refusals(replicas, customer), refused, "how later ones are refused")


def events_about(suite: Suite, customer: Customer) -> list[Sent]:
    """Sends an event of each kind that leads to a score."""
    return [send(suite, event, customer) for event in EVENTS]


def set_aside(suite: Suite, watch: Any, events: list[Sent]) -> int:
    """How many of the events are among the rejected messages, or passed over where that was agreed, at the deadline."""
    return sum(_set_aside(suite, watch, sent) for sent in events)


def _set_aside(suite: Suite, watch: Any, sent: Sent) -> bool:
    if suite.product.silence is None:
        return bool(rejected(suite, watch, sent.place, suite.limits.event_s))
    check_within(suite.limits.event_s, lambda: passed_over(suite, sent.place), is_(True), "the event was read")
    return True
