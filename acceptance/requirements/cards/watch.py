"""Card data that goes when it is not needed any more, and the watch for numbers in places not meant for them."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from hamcrest import greater_than
from stdnum import luhn

from acceptance.checks import check_within, inconclusive
from acceptance.outcome import Cause
from acceptance.platform.clocks import comparable_time
from acceptance.profile.cards import Cards
from acceptance.requirements.cards.keeping import bound, pay, tokens_of
from acceptance.subjects.canaries import Canary
from acceptance.subjects.cards import grouped
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

PRINTED, FAR_BEHIND = "in groups, as it is printed", "behind a million other signs"
COMPRESSED, WRITTEN_OVER = "in a compressed file", "in an object that was harmless before"
FORMS: Mapping[str, Callable[[str], bytes]] = {
    PRINTED: lambda number: f"paid with {grouped(number, ' ')}; thank you".encode(),
    FAR_BEHIND: lambda number: b"order 17; paid in cash\n" * 45_000 + f"paid with {number}; thank you".encode(),
    COMPRESSED: lambda number: gzip.compress(f"order 17; paid with {number}; thank you".encode() * 3, mtime=0),
    WRITTEN_OVER: lambda number: f"order 17; paid with {number}; thank you".encode(),
}
"""In which form a card number lies where none may be, in the features' words."""
ENDINGS = {COMPRESSED: ".gz"}


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


def plant_as(suite: Suite, form: str, number: str) -> str:
    """As `plant`, in one of the `FORMS`; where there was a harmless object before, the watch has come round to it."""
    bound(suite.profile.agreed(Cards).notice, "who was told of the alarms that tests cause (notice)")
    name, content = f"{suite.nonce()}{ENDINGS.get(form, '.txt')}", FORMS[form](number)
    suite.owe("object", name)
    if form == WRITTEN_OVER:
        suite.platform.objects.put(name, b"order 17; paid in cash; thank you", "text/plain")
        _come_round_since(suite, datetime.now(UTC))
    suite.platform.objects.put(name, content, "application/octet-stream" if form == COMPRESSED else "text/plain")
    return name


def _come_round_since(suite: Suite, moment: datetime) -> None:
    within_s = bound(suite.profile.agreed(Cards).watch_s, "how often the watch comes round (watch_s)")

    def since_s() -> float:
        return (datetime.now(UTC) - moment).total_seconds() - last_round_s_ago(suite)

    unsure_s = suite.platform.clock_offset("database").uncertainty_s + 1
    check_within(2 * within_s, since_s, greater_than(unsure_s), "seconds from the harmless object to a later round")


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
