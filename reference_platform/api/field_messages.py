"""What is wrong with a field, in our own sentences: pydantic's may contain the input.

The names of unknown fields count as input too, for the sender made them up; their parent is named instead.
"""

import re
from typing import Any

MESSAGES = {
    "missing": "is required",
    "json_invalid": "is not well-formed JSON",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "string_type": "must be a string",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "extra_forbidden": "contains a field that the contract does not know",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "literal_error": "must be one of {expected}",
    "string_pattern_mismatch": "must look like {pattern}",
    "uuid_parsing": "must be a UUID",
    "timezone_aware": "must be a time with its offset from UTC",
    "datetime_type": "must be a time as in RFC 3339",
    "datetime_parsing": "must be a time as in RFC 3339",
    "datetime_from_date_parsing": "must be a time as in RFC 3339",
    "email": "must be an e-mail address",
    "identifier": "must be 1 to 64 letters, digits, dots, hyphens or underscores, never 13 digits in a row",
    "limits": "must fall from low to high",
    "one_change": "must name either version or risk_bands",
    "no_change": "must name at least one figure to correct",
    "level_with_overturn": "must have a risk_level if, and only if, the decision is overturn",
    "card_number": "must be a card number: 13 to 19 digits, the last of which is their check digit",
    "authentication_data": "is a code, track or PIN of a card: it is never taken, here or elsewhere",
    "printable": "must be printable text without 13 digits in a row",
}

# What proves at a payment that the card is there; by name, however it is written (PCI DSS 3.3.1).
AUTHENTICATION_DATA = re.compile(
    r"(card)?(cvv2?|cvc2?|cid|cav2?|csc|(security|verification)(code|value|number)|pin(block|data)?"
    r"|(full)?(mag(netic)?stripe|track[12]?)(data)?)"
)


def is_authentication_data(name: str) -> bool:
    """Whether a field of this name holds a code, track or PIN of a card.

    >>> is_authentication_data("CVV2"), is_authentication_data("pin_block"), is_authentication_data("opinion")
    (True, True, False)
    """
    return AUTHENTICATION_DATA.fullmatch(re.sub("[^a-z0-9]", "", name.lower())) is not None


def field_and_message(error: dict[str, Any]) -> tuple[str, str]:
    """The field's dotted name and our sentence about it, for one of pydantic's errors.

    >>> field_and_message({"type": "missing", "loc": ("features", "age")})
    ('features.age', 'is required')
    >>> field_and_message({"type": "extra_forbidden", "loc": ("their-own-name",)})
    ('body', 'contains a field that the contract does not know')
    """
    names = [] if error["type"] == "json_invalid" else [str(name) for name in error["loc"]]
    kind = error["type"]
    if kind == "extra_forbidden" and is_authentication_data(names[-1]):
        kind = "authentication_data"
    elif kind == "extra_forbidden":
        names = names[:-1]
    message = MESSAGES.get(kind, "is not valid").format(**error.get("ctx", {}))
    return ".".join(names) or "body", message
