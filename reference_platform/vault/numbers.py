"""What a card number is, and how to see one where it must not stand."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

SHORTEST, LONGEST = 13, 19  # digits, ISO/IEC 7812-1
# Digits in a row, or in the groups in which cards are printed, with nothing beside them that belongs to an id.
WRITTEN = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9]\.)(?:[0-9]{13,19}|[0-9]{4}(?P<mark>[ ._-])[0-9]{4}(?P=mark)[0-9]{4}(?P=mark)[0-9]{1,7}"
    r"|[0-9]{4}(?P<other>[ ._-])[0-9]{6}(?P=other)[0-9]{4,5})(?![0-9A-Za-z])"
)
# The first digits that the payment schemes give out: of all long numbers, those that can be a card's.
SCHEMES = re.compile(r"4|5[0-9]|2[2-7]|3[0-9]|6")


def luhn_valid(digits: str) -> bool:
    """Whether the last digit is the check digit of the others.

    >>> luhn_valid("4111111111111111"), luhn_valid("4111111111111112")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card_number(digits: str) -> bool:
    """Whether a text of digits may be a card's number."""
    return digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST and luhn_valid(digits)


def card_numbers_in(text: str) -> list[str]:
    """The card numbers that are written in a text, plainly or in groups, as digits.

    >>> card_numbers_in("paid with 4111-1111-1111-1111, order 1234567890123")
    ['4111111111111111']
    """
    found = (re.sub("[^0-9]", "", match.group()) for match in WRITTEN.finditer(text))
    return [digits for digits in found if is_card_number(digits) and SCHEMES.match(digits)]


def without_card_numbers(text: str) -> str:
    """A text with every card number that is written in it replaced.

    >>> without_card_numbers("scans/4111111111111111.pdf")
    'scans/(card number).pdf'
    """
    return WRITTEN.sub(lambda match: "(card number)" if card_numbers_in(match.group()) else match.group(), text)


def _card_number(text: str) -> str:
    if not is_card_number(text):
        raise PydanticCustomError("card_number", "not a card number")
    return text


CardNumber = Annotated[
    str,
    AfterValidator(_card_number),
    Field(repr=False),
    WithJsonSchema({"type": "string", "pattern": f"^[0-9]{{{SHORTEST},{LONGEST}}}$", "writeOnly": True}),
]
