"""Customers of different ages, and what the retention clean-up leaves of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from acceptance.checks import inconclusive, not_assessed
from acceptance.leftovers import Undoing
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.told import Told
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import legs
from acceptance.requirements.customers.journeys import Journey, pass_through, person, require
from acceptance.requirements.customers.legs import Leg
from acceptance.requirements.customers.life import WITHOUT_A_TIME, Life, lived
from acceptance.requirements.customers.readings import as_it_was
from acceptance.suite import Suite

BEYOND: dict[str, timedelta] = {
    "a day less than the longest time": timedelta(days=-1),
    "two minutes less than the longest time": timedelta(minutes=-2),
    "a minute more than the longest time": timedelta(minutes=1),
    "a day more than the longest time": timedelta(days=1),
}
"""How the features name an age -> how far beyond the longest time it is."""
MARGIN = timedelta(seconds=20)
"""What must be left to a young customer when the clean-up has run."""
ROUNDING_DAYS = 1
"""How much younger than it is an age may be told: ages may be told in whole days."""
HOLD = "a legal hold is recorded"
LIFTED = "a legal hold was recorded and lifted"


@dataclass(frozen=True)
class Aged:
    """A customer whose newest details have a certain age, as all was before the clean-up."""

    life: Life
    newest: datetime
    before: dict[str, Any]

    @property
    def journey(self) -> Journey:
        return self.life.journey


def longest(suite: Suite) -> timedelta:
    """The agreed longest age of a customer's data."""
    return timedelta(days=suite.profile.agreed(Privacy).retention_days)


def aged(suite: Suite, wanted: Sequence[tuple[str, str]]) -> list[Aged]:
    """Customers who went through the platform with figures of certain ages.

    Args:
        wanted: for each the age, and why it is of interest, both in the words of the features.
    """
    require(suite, Leg.RECORD)
    if suite.profile.agreed(Privacy).scores_renew:
        raise NotAssessed(
            "whoever is scored is new again here: nobody can be made too old (scores_renew)", Cause.BINDING
        )
    people = []
    for age, why in wanted:
        newest = datetime.now(UTC) - longest(suite) - BEYOND[age]
        customer = person(suite, known_since=newest)
        if why in (HOLD, LIFTED):
            owed = hold(suite, customer.customer_id)
            if why == LIFTED:
                suite.settle(owed)
        people.append((customer, newest))
    journeys = pass_through(suite, people, [Leg.RECORD])
    lives = [lived(suite, journey, WITHOUT_A_TIME) for journey in journeys]
    return [Aged(life, newest, as_it_was(suite, life.journey)) for life, (_, newest) in zip(lives, people, strict=True)]


def hold(suite: Suite, customer_id: str) -> Undoing:
    """Records a legal hold, lifted when the returned undoing is settled, at the latest at the end of the scenario."""
    owed = suite.owe("operation", "lift_legal_hold", act="set_legal_hold", customer_id=customer_id)
    suite.platform.operations.do("set_legal_hold", customer_id=customer_id, reason="acceptance: a claim is pending")
    return owed


def require_still_young(suite: Suite, customers: list[Aged]) -> None:
    """Raises Inconclusive when customers meant to be inside the longest time may have left it meanwhile."""
    if any(datetime.now(UTC) - one.newest > longest(suite) - MARGIN for one in customers):
        inconclusive("the clean-up came so late that a customer reached the longest time meanwhile", Cause.SUITE)


def make_sure_there_is_data(suite: Suite) -> datetime | None:
    """Records a customer almost as old as is allowed, where that is permitted; a platform in use has data of its own.

    Returns:
        Since when the customer is known; None where nobody was recorded, or nobody can be made that old.
    """
    if not suite.profile.permissions.allow("synthetic") or suite.profile.production:
        return None
    planted = datetime.now(UTC) - longest(suite) - BEYOND["a day less than the longest time"]
    if not suite.profile.agreed(Privacy).scores_renew:
        pass_through(suite, [(person(suite, known_since=planted), planted)])
        return planted if Leg.RECORD not in legs.not_offered(suite) else None
    # Whoever is scored is new again: this customer has no basis for it, and is known from the registration only.
    person(suite, lawful_basis=False, known_since=planted)
    return planted if suite.platform.operations.offers("register_customer") else None


def require_seen(found: Sequence[Told], planted: datetime) -> None:
    """Refuses to believe ages among which that of a customer recorded just now is missing.

    Raises:
        Inconclusive: the oldest record that the profile's population tells of is younger than that customer.
    """
    days = (datetime.now(UTC) - planted) / timedelta(days=1)
    ages = [float(row["oldest_days"]) for row in found if row["oldest_days"] is not None]
    if max(ages, default=0) < days - ROUNDING_DAYS:
        inconclusive(f"the population 'oldest_records' does not tell of a customer of {days:.0f} days", Cause.BINDING)


def oldest(suite: Suite) -> list[Told]:
    """For each category of personal data: how old its oldest record without a legal hold is, and how many there are.

    Raises:
        Inconclusive: there is no record at all.
        NotAssessed: none may be made or planted here, and there is none, or none anywhere near the limit.
    """
    found = suite.platform.populations.read("oldest_records")
    if not found or not any(row["records"] for row in found):
        if not suite.profile.permissions.write:
            not_assessed("there is no personal record, and none may be made here")
        inconclusive("there is no personal record whose age could be looked up", Cause.ENVIRONMENT)
    limit_days = suite.profile.agreed(Privacy).retention_days
    near = any(row["oldest_days"] is not None and float(row["oldest_days"]) > 0.9 * limit_days for row in found)
    if not near and not suite.profile.permissions.write:
        ages = ", ".join(f"{row['category']}: {row['oldest_days']} days" for row in found)
        not_assessed(f"the system is too young to tell; its oldest records are {ages}")
    return found
