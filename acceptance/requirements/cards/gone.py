"""What is left of cards that were removed, and which of a customer's cards go."""

from __future__ import annotations

from acceptance.instruments.search.report import SweepReport
from acceptance.profile.cards import Cards
from acceptance.requirements.cards.keeping import Kept, bound, pay
from acceptance.requirements.cards.sealing import stored_value
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

LONG_AGO_DAYS = 30
"""How many days beyond the longest time a payment was made whose message comes only now."""


def limit_days(suite: Suite) -> float:
    """After how many days without use a card goes.

    Raises:
        NotAssessed: the profile does not say.
    """
    found: float = bound(
        suite.profile.agreed(Cards).limit_days, "after how many days without use a card goes (limit_days)"
    )
    return found


def pays_with_two(suite: Suite, customer: Customer) -> tuple[str, str]:
    """The numbers of a card that was last used too long ago, and of one that is used now; both paid with."""
    old, used = suite.card_number().value, suite.card_number().value
    pay(suite, customer, old, limit_days(suite) + 1)
    pay(suite, customer, used)
    return old, used


def late_message(suite: Suite, customer: Customer, number: str) -> None:
    """The message of a payment that was made long ago arrives now."""
    pay(suite, customer, number, limit_days(suite) + LONG_AGO_DAYS)


def seal_of(suite: Suite, customer: Customer, token: str) -> Canary:
    """What is stored of a card, to be searched for once it is gone; it is never told.

    Raises:
        Inconclusive: there is no one row of it.
    """
    kept = Kept(customer, suite.card_number(), token)
    return suite.canary("key", stored_value(suite, kept).hex())


def search(suite: Suite, seal: Canary) -> SweepReport:
    """Looks for what was stored of a card in every declared place."""
    return suite.search.sweep([seal])
