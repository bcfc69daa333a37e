"""Card data that goes when it is not needed any more, and the watch for numbers in places not meant for them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from stdnum import luhn

from acceptance.checks import inconclusive
from acceptance.outcome import Cause
from acceptance.platform.clocks import comparable_time
from acceptance.profile.cards import Cards
from acceptance.requirements.cards.keeping import bound, pay, tokens_of
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite


def paid_days_ago(suite: Suite, customer: Customer, days_beyond_the_limit: float) -> None:
    """A card whose last use lies so many days beyond the longest time that cards are kept."""
    limit = bound(suite.profile.agreed(Cards).limit_days, "after how many days without use a card goes (limit_days)")
    pay(suite, customer, suite.card_number().value, limit + days_beyond_the_limit)


def known_cards(suite: Suite, customer: Customer) -> int:
    """How many cards of a customer the platform knows."""
    return len(tokens_of(suite, customer))


def plant(suite: Suite, number: str) -> str:
    """Puts a text with a number into an object that is not meant for cards; returns the object's name.

    Raises:
        NotAssessed: nobody was told of the alarm that this causes.
    """
    bound(suite.profile.agreed(Cards).notice, "who was told of the alarms that tests cause (notice)")
    name = f"{suite.nonce()}.txt"
    suite.owe("object", name)
    suite.platform.objects.put(name, f"order 17; paid with {number}; thank you".encode(), "text/plain")
    return name


def no_card_number(suite: Suite) -> Canary:
    """As long as a card number, from the same range, and with a wrong check digit: no card has it."""
    number = suite.card_number().value
    wrong = next(digit for digit in "0123456789" if not luhn.is_valid(number[:-1] + digit))
    return suite.canary("card number", number[:-1] + wrong)


def incidents_about(suite: Suite, name: str) -> list[dict[str, Any]]:
    """The records of incidents that name an object."""
    return [one for one in suite.platform.populations.read("card_incidents") if name in str(one["place"])]


def last_round_s_ago(suite: Suite) -> float:
    """How many seconds ago the watch says it came round last.

    Raises:
        Inconclusive: it does not say, or not as a time.
    """
    told = suite.platform.operations.do("read_card_incidents").words.get("last_round_at")
    if not told:
        inconclusive("the watch does not tell when it came round last", Cause.PLATFORM)
    return (datetime.now(UTC) - comparable_time(told, "the watch")).total_seconds()
