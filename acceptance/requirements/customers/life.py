"""The rest of a customer's life with a platform: whatever else it takes or makes of a customer, as far as it offers it.

A journey (`journeys.py`) leaves a record, a score and a copy. A life adds what other calls and events leave: further
bases, cards, loans, corrections, contests, holds and copies. Each act brings a detail of its own to be searched for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from hamcrest import greater_than, is_

from acceptance.checks import check_within
from acceptance.outcome import NotAssessed
from acceptance.platform.templates import OMIT
from acceptance.record.ledger import Kind
from acceptance.requirements.customers import basis
from acceptance.requirements.customers.journeys import Journey, details
from acceptance.requirements.service.flows import send
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import FIGURES
from acceptance.suite import Suite


@dataclass
class Life:
    """What a customer has been through beside the journey.

    Attributes:
        numbers: the suite's word for a number that was given out -> the number, as `case_id`.
        traces: what a copy for the customer must show of each act, by what it is.
        canaries: the texts and numbers that were made up for the acts, to be searched for.
        missing: each act that this platform does not offer -> why.
    """

    journey: Journey
    numbers: dict[str, str] = field(default_factory=dict)
    traces: dict[str, str] = field(default_factory=dict)
    canaries: list[Canary] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)

    def words(self) -> dict[str, Any]:
        """Every number that leads to something of this customer."""
        known = {"customer_id": self.journey.customer.customer_id, "request_id": self.journey.request_id}
        return {**known, **self.numbers}

    def all_details(self, suite: Suite) -> list[Canary]:
        """The customer's own details and those of every act."""
        return [*details(suite, self.journey.customer), *self.canaries]


def lived(suite: Suite, journey: Journey, acts: Iterable[str] | None = None) -> Life:
    """Has a customer go through every act that this platform offers; the record of the run says which.

    Args:
        acts: only these.
    """
    life, wanted = Life(journey), list(acts or ACTS)
    for act in wanted:
        try:
            ACTS[act](suite, life)
        except NotAssessed as error:
            life.missing[act] = error.reason
    done = [act for act in wanted if act not in life.missing]
    suite.ledger.append(Kind.JOURNEY, {"acts": done, "missing": life.missing})
    return life


def _text(suite: Suite, life: Life, what: str, *, shown: bool = True) -> str:
    """A text unlike any other, which from now on is searched for."""
    canary = suite.canary("text")
    life.canaries.append(canary)
    if shown:
        life.traces[what] = canary.value
    return canary.value


def _further_basis(suite: Suite, life: Life) -> None:
    suite.platform.operations.require("withdraw")
    recorded = basis.record(suite, life.journey.customer, "marketing", "consent")
    life.traces["the text of a basis that has ended"] = recorded.text_version
    basis.end(suite, life.journey.customer, "withdrawal", "marketing")


def _another_score(suite: Suite, life: Life) -> None:
    answer = suite.platform.operations.do("score", **life.journey.customer.words())
    life.traces["the number of an earlier score"] = life.journey.request_id
    life.traces["the number of one more score"] = str(answer.words["request_id"])


def _correction(suite: Suite, life: Life) -> None:
    """Of the debt ratio alone: half-way to its worst."""
    suite.platform.operations.require("correct_figures")
    customer, ratio = life.journey.customer, suite.product.figures["debt_ratio"]
    corrected = ratio.written((customer.figures.debt_ratio + ratio.worst) / 2)
    words = {**dict.fromkeys(FIGURES.values(), OMIT), "debt_ratio": corrected}
    suite.platform.operations.do("correct_figures", customer_id=customer.customer_id, **words)


def _contest(suite: Suite, life: Life) -> None:
    suite.platform.operations.require("contest_decision", "case_id")
    suite.platform.operations.require("uphold_decision")
    statement = _text(suite, life, "what was said against a decision")
    opened = suite.platform.operations.do("contest_decision", request_id=life.journey.request_id, statement=statement)
    life.numbers["case_id"] = str(opened.words["case_id"])
    reason = _text(suite, life, "the reason of the reviewer")
    suite.platform.operations.do("uphold_decision", case_id=life.numbers["case_id"], reason=reason)


def _loan(suite: Suite, life: Life) -> None:
    life.traces["the amount of a loan"] = loan_ended(suite, life, datetime.now(UTC)).value


def loan_ended(suite: Suite, life: Life, ended: datetime) -> Canary:
    """Tells the platform of the end of a loan of the customer's, and waits until it knows; the amount, a canary.

    Raises:
        NotAssessed: it takes no such events, or does not say what it knows of them.
    """
    suite.platform.events.require_message("loan_outcome")
    suite.platform.populations.require("loan_outcomes")
    amount, customer_id = suite.canary("number"), life.journey.customer.customer_id
    words: dict[str, Any] = {"customer_id": customer_id, "event_time": ended.isoformat(), "amount": amount.number}
    suite.platform.events.send("loan_outcome", correlation=str(uuid4()), **words)
    check_within(
        suite.limits.event_s,
        lambda: bool(suite.platform.populations.read("loan_outcomes", customer_id=customer_id)),
        is_(True),
        "the platform knows of the end of the customer's loan",
    )
    life.canaries.append(amount)
    return amount


def _card(suite: Suite, life: Life) -> None:
    suite.platform.operations.require("store_card", "token")
    suite.platform.populations.require("cards_of_customer")
    card = suite.card_number()
    words: dict[str, Any] = {"customer_id": life.journey.customer.customer_id, "card_number": card.value}
    life.traces["the number that stands for a card"] = str(
        suite.platform.operations.do("store_card", **words).words["token"]
    )


def _hold(suite: Suite, life: Life) -> None:
    suite.platform.operations.require("lift_legal_hold")
    customer_id = life.journey.customer.customer_id
    owed = suite.owe("operation", "lift_legal_hold", act="set_legal_hold", customer_id=customer_id)
    said = "reason" in str(suite.platform.operations.bound("set_legal_hold").body)
    reason = _text(suite, life, "the reason of a legal hold that was lifted") if said else ""
    suite.platform.operations.do("set_legal_hold", customer_id=customer_id, reason=reason)
    suite.settle(owed)


def _portable_copy(suite: Suite, life: Life) -> None:
    made = suite.platform.operations.do("export_provided", customer_id=life.journey.customer.customer_id)
    if made.words.tells("export_id"):
        life.numbers["export_id"] = str(made.words["export_id"])
        life.traces["the number of an earlier copy"] = life.numbers["export_id"]


def _scoring_request(suite: Suite, life: Life) -> None:
    suite.platform.events.require_message("scoring_request")
    suite.platform.populations.require("results_of_customer")
    customer = life.journey.customer
    before = len(basis.results_of(suite, customer))
    send(suite, "scoring request", customer)
    check_within(
        suite.limits.event_s,
        lambda: len(basis.results_of(suite, customer)),
        greater_than(before),
        "results that the platform keeps of the customer, since a scoring request was sent",
    )


CORRECTION = "a correction"
ACTS: Mapping[str, Callable[[Suite, Life], None]] = {
    "a basis for another purpose that ended": _further_basis,
    "one more score": _another_score,
    CORRECTION: _correction,
    "a contested decision that was upheld": _contest,
    "a loan that came to its end": _loan,
    "a card": _card,
    "a legal hold that was lifted": _hold,
    "a portable copy": _portable_copy,
    "a scoring request sent as an event": _scoring_request,
}
"""What the record of a run calls each act -> what does it."""
WITHOUT_A_TIME = ("a basis for another purpose that ended", "a contested decision that was upheld", "a portable copy")
"""Acts that make no figure of a customer newer than it is."""
