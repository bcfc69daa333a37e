"""Names and e-mail addresses as people really have them: every spelling that programs are known to stumble over."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LETTERS = "bcdfghjklmnpqrstvwxz"
ACCENTED = "äöüßéèçñøåłšžřőğ"
HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
RARE = "".join(map(chr, range(0x20000, 0x20080)))
"""Chinese characters that take four bytes in UTF-8 and two units in UTF-16."""
LONGEST = 90
"""Characters. Nobody has agreed on more."""


@dataclass(frozen=True)
class Spelled:
    """A name and an e-mail address that nobody else has."""

    name: str
    email: str


def spelled(how: str, seed: str) -> Spelled:
    """A name and an address in one of the spellings of `SPELLINGS`; the same ones for the same seed."""
    chance = random.Random(f"{seed} {how}")
    return SPELLINGS[how](chance)


def _some(chance: random.Random, signs: str, count: int) -> str:
    return "".join(chance.choice(signs) for _ in range(count))


def _address(chance: random.Random) -> str:
    return f"canary+{_some(chance, LETTERS, 14)}@example.invalid"


def _accented(chance: random.Random) -> Spelled:
    return Spelled(f"Zö{_some(chance, ACCENTED, 14)} Qé{_some(chance, ACCENTED, 8)}", _address(chance))


def _with_apostrophe(chance: random.Random) -> Spelled:
    word = _some(chance, LETTERS, 14)
    return Spelled(f"O'{word.capitalize()} D’{word[::-1]}", f"o'{_some(chance, LETTERS, 14)}@example.invalid")


def _from_right_to_left(chance: random.Random) -> Spelled:
    return Spelled(f"{_some(chance, HEBREW, 14)} {_some(chance, ARABIC, 8)}", _address(chance))


def _rare(chance: random.Random) -> Spelled:
    return Spelled(_some(chance, RARE, 14), _address(chance))


def _long(chance: random.Random) -> Spelled:
    local = f"canary.{_some(chance, LETTERS, 50)}"
    return Spelled(f"Zz{_some(chance, LETTERS, LONGEST - 2)}", f"{local}@sub.example.invalid")


def _in_capitals(chance: random.Random) -> Spelled:
    word = _some(chance, LETTERS, 14).upper()
    return Spelled(f"ZZ{word}-QX VON DER {word[::-1]}", f"Canary.{_some(chance, LETTERS, 14).upper()}@Example.INVALID")


SPELLINGS: Mapping[str, Callable[[random.Random], Spelled]] = {
    "with accents and umlauts": _accented,
    "with apostrophes": _with_apostrophe,
    "from right to left": _from_right_to_left,
    "in characters of four bytes": _rare,
    "as long as 90 characters": _long,
    "in capitals, with a hyphen": _in_capitals,
}
"""What features call each spelling -> what makes a name and an address in it."""
