"""Card numbers of the run's own: with a valid check digit, from the range that was agreed for tests."""

from __future__ import annotations

import secrets

from stdnum import luhn

from acceptance.outcome import Cause, NotAssessed
from acceptance.profile import Profile

DIGITS = 16
GROUP = 4
LAST_SHOWN = 4


def new_card_number(profile: Profile) -> str:
    """A card number nobody has seen before.

    Raises:
        NotAssessed: this is production, or no test range was agreed: a number may then be somebody's.
    """
    if profile.production:
        raise NotAssessed("card numbers are never made in production", Cause.ENVIRONMENT)
    agreed = profile.card_test_range
    if agreed is None:
        raise NotAssessed(
            "the profile has no block 'card_test_range', so that a number may be somebody's", Cause.BINDING
        )
    while True:
        free = DIGITS - 1 - len(agreed.prefix)
        digits = agreed.prefix + "".join(secrets.choice("0123456789") for _ in range(free))
        number = digits + luhn.calc_check_digit(digits)
        if _is_told_from_dates(number[len(agreed.prefix) :]):
            return number


def grouped(number: str, mark: str) -> str:
    """As it is printed on a card: `4000 0012 3456 7899`."""
    return mark.join(number[at : at + GROUP] for at in range(0, len(number), GROUP))


def as_spoken(number: str) -> list[str]:
    """The ways of writing a number that must never enter a record."""
    return [number, *(grouped(number, mark) for mark in (" ", "-", ".", "_")), number[::-1], f"{int(number):,}"]


def _is_told_from_dates(digits: str) -> bool:
    """No year and no row of one digit in it, and no 0 at its end: pieces of it then occur nowhere by chance."""
    return "20" not in digits and not any(digit * 3 in digits for digit in "0123456789") and not digits.endswith("0")
