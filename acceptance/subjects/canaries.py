"""Canaries: values that exist nowhere but in this run, planted in order to be searched for.

A canary's value never enters the record: whoever writes one passes the redactor, which knows it by its id.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal, get_args

CanaryKind = Literal["name", "e-mail", "identifier", "number", "text", "card number", "key", "secret"]
GIVEN: tuple[CanaryKind, ...] = ("card number", "key", "secret")
"""Kinds whose values come from elsewhere: a test range, a key store, the profile."""
KINDS: tuple[CanaryKind, ...] = tuple(kind for kind in get_args(CanaryKind) if kind not in GIVEN)
"""Kinds whose values are made up here."""
CONSONANTS, VOWELS = "bcdfghjklmnpqrstvwxz", "aeiou"


@dataclass(frozen=True)
class Canary:
    """One value to search for. `id` may be spoken of everywhere, `value` nowhere.

    Attributes:
        value: as the suite sends it; of a number, its decimal text; of a key, its bytes in hexadecimal.
    """

    id: str
    kind: CanaryKind
    value: str = field(repr=False)

    @property
    def number(self) -> float:
        """The value of a canary of kind *number*, to be sent as a figure."""
        return float(self.value)


def new_canary(run_id: str, kind: CanaryKind, value: str | None = None) -> Canary:
    """A canary nobody has seen before, or one for a `value` that is unique already, such as a customer's id.

    Raises:
        ValueError: no such kind.
    """
    if kind not in KINDS and not (kind in GIVEN and value is not None):
        raise ValueError(f"there is no canary of kind {kind!r}; known are {', '.join(KINDS)}")
    return Canary(
        f"{kind.replace(' ', '-')}-{secrets.token_hex(4)}",
        kind,
        value if value is not None else _new_value(run_id, kind),
    )


def _new_value(run_id: str, kind: CanaryKind) -> str:
    match kind:
        case "name":
            return _improbable_word().capitalize()
        case "e-mail":
            return f"canary+{_improbable_word()}@example.invalid"
        case "identifier":
            return f"acceptance-{run_id[-6:]}-{secrets.token_hex(8)}"
        case "number":
            return _improbable_income()
        case "text":
            return f"remark {_improbable_word()} ends"
        case given:
            raise ValueError(f"a canary of kind {given!r} is never made up: give its value")


def _improbable_word() -> str:
    """Sixteen letters that can be pronounced and mean nothing: one of 10 to the power of 16."""
    return "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(8))


def _improbable_income() -> str:
    """A yearly income below ten million with cents, none of its seven leading digits equal to its neighbour.

    The cents are not 00 and below 50, so that cutting them off and rounding them away give the same number.
    """
    digits = secrets.choice("3456789")
    while len(digits) < 7:
        digits += secrets.choice([digit for digit in "123456789" if digit != digits[-1]])
    return f"{digits}.{secrets.choice('1234')}{secrets.choice('123456789')}"
