"""Customers of different ages who have left more than figures, and what the retention clean-up takes and leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from acceptance.checks import inconclusive, not_assessed
from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.privacy import Privacy
from acceptance.profile.stores import ObjectStoreStore
from acceptance.record.ledger import Kind
from acceptance.requirements.customers import readings, retention, searching
from acceptance.requirements.customers.journeys import Journey, details, pass_through, person, require
from acceptance.requirements.customers.legs import Leg
from acceptance.requirements.customers.life import WITHOUT_A_TIME, Life, lived, loan_ended
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

CARD, LOAN = "a card", "a loan that came to its end at the time of the figures"
ACTS = (*WITHOUT_A_TIME, "a legal hold that was lifted")
"""What each of them does: nothing that makes a customer newer."""
OF_THE_HOLD = "read_legal_hold"
"""What it tells may change whenever a clean-up looks at the hold."""


@dataclass(frozen=True)
class Lived:
    """A customer of a certain age.

    Attributes:
        newest: of when the newest details are, as their source says; `young`: within the longest time.
        card: whether the customer handed in a card, which has no time of its own.
        read: all that could be read of the customer before the clean-up, by place.
    """

    life: Life
    newest: datetime
    young: bool
    card: bool
    read: Mapping[str, Counter[str]]

    @property
    def journey(self) -> Journey:
        return self.life.journey


def of_these_ages(suite: Suite, wanted: Sequence[Mapping[str, str]]) -> dict[str, Lived]:
    """Customers who did whatever the platform offers and leaves their newest details as old as they are.

    Args:
        wanted: for each the name, the age (`retention.BEYOND`), why, and whether there is a card; in the features'
            words.

    Raises:
        NotAssessed: nobody can be made that old here.
    """
    require(suite, Leg.RECORD)
    if suite.profile.agreed(Privacy).scores_renew:
        raise NotAssessed(
            "whoever is scored is new again here: nobody can be made too old (scores_renew)", Cause.BINDING
        )
    people = [(row, datetime.now(UTC) - retention.longest(suite) - retention.BEYOND[row["age"]]) for row in wanted]
    journeys = pass_through(suite, [(person(suite, known_since=newest), newest) for _, newest in people], [Leg.RECORD])
    found = {}
    for (row, newest), journey in zip(people, journeys, strict=True):
        card, young = row["card"] == "yes", retention.BEYOND[row["age"]] < timedelta()
        life = lived(suite, journey, (*ACTS, CARD) if card else ACTS)
        _loan(suite, life, newest)
        if row["why"] == retention.HOLD:
            retention.hold(suite, journey.customer.customer_id)
        found[row["customer"]] = Lived(life, newest, young, card and CARD not in life.missing, readable(suite, life))
    return found


def readable(suite: Suite, life: Life) -> dict[str, Counter[str]]:
    """All that can be read of a customer, but for what is told of a legal hold."""
    return {place: values for place, values in readings.all_of(suite, life).items() if place != OF_THE_HOLD}


def objects_about(suite: Suite, customer: Customer) -> set[str]:
    """The stored objects in which a search finds the customer's details; none where no objects are declared.

    Raises:
        NotAssessed, Inconclusive: a place could not be searched.
    """
    stores = [name for name, store in suite.profile.stores.items() if isinstance(store, ObjectStoreStore)]
    if not stores:
        return set()
    report = suite.search.sweep(details(suite, customer), stores=stores)
    report.require_searched()
    return {find.place for find in report.finds}


def _loan(suite: Suite, life: Life, ended: datetime) -> None:
    """Tells the platform of the end of a loan that is as old as the customer's figures, where it takes such events."""
    try:
        loan_ended(suite, life, ended)
    except NotAssessed as error:
        life.missing[LOAN] = error.reason
        return
    suite.ledger.append(Kind.JOURNEY, {"acts": [LOAN], "missing": {}})


def require_still_of_its_age(suite: Suite, one: Lived) -> None:
    """Raises Inconclusive when a customer meant to be inside the longest time may have left it meanwhile."""
    reached = datetime.now(UTC) - one.newest > retention.longest(suite) - retention.MARGIN
    if one.young and reached:
        inconclusive("the clean-up came so late that a customer reached the longest time meanwhile", Cause.SUITE)


def require_not_renewed_by_card(suite: Suite, one: Lived) -> None:
    """Refuses to judge whom a card handed in today has made as new as today.

    Raises:
        NotAssessed: whatever can be read of such a customer is still there.
    """
    if one.card and readings.NOTHING not in readings.told(suite, one.journey).values():
        not_assessed("whoever hands in a card is new again here: a customer with one cannot be made too old")


def recipients_without(suite: Suite, customers: Mapping[str, Customer]) -> list[str]:
    """By name, the customers of whom somebody who is given details has none, and who that is.

    Raises:
        NotAssessed: the profile names nobody who is given details.
    """
    return [
        f"{recipient}: {name}"
        for name, customer in customers.items()
        for recipient, kinds in searching.recipients_holding(suite, customer).items()
        if not kinds
    ]


def recipients_with(suite: Suite, customer: Customer) -> dict[str, list[str]]:
    """Who still has details of a customer, and which; raises as `recipients_without`."""
    return {name: kinds for name, kinds in searching.recipients_holding(suite, customer).items() if kinds}
